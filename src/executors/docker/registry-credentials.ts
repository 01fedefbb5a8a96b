/** What Docker's client has stored for registries, for our pulls. None of it is ever part of a message. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { LaunchError } from "../executor.ts";
import { parseImageReference } from "./image-reference.ts";

interface DockerConfig {
  readonly auths?: Readonly<Record<string, StoredLogin>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface StoredLogin {
  /** `user:password` in Base64. */
  readonly auth?: string;
  readonly identitytoken?: string;
}

const helperTimeoutMs = 10_000;

/**
 * The header with which the engine pulls the image; none where nothing is stored for its registry. The
 * file is `config.json` in DOCKER_CONFIG, or in `~/.docker`, and is read for each pull.
 *
 * @throws {LaunchError} credentials_unreadable, unknown
 */
export async function credentialHeaders(image: string): Promise<Record<string, string>> {
  const registry = parseImageReference(image)?.registry;
  const file = path.join(process.env.DOCKER_CONFIG || path.join(homedir(), ".docker"), "config.json");
  const config = registry === undefined ? undefined : await readConfig(file);
  if (registry === undefined || config === undefined) return {};
  const server = registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
  const helper = config.credHelpers?.[server] ?? config.credHelpers?.[registry] ?? config.credsStore;
  const login = helper ? await askHelper(helper, server) : storedLogin(config, registry);
  if (login === undefined) return {};
  return { "x-registry-auth": toHeader({ ...login, serveraddress: server }) };
}

/** Base64 for URLs, filled up with "=": without that, engines pull as if nobody had logged in. */
function toHeader(login: object): string {
  const base64 = Buffer.from(JSON.stringify(login)).toString("base64");
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file);
  }
  try {
    return JSON.parse(text) as DockerConfig;
  } catch {
    // The parser's own words would show a piece of the file.
    throw unreadable(file);
  }
}

function storedLogin({ auths = {} }: DockerConfig, registry: string): object | undefined {
  const [, stored] = Object.entries(auths).find(([server]) => registryOf(server) === registry) ?? [];
  if (stored?.identitytoken) return { identitytoken: stored.identitytoken };
  const login = Buffer.from(stored?.auth ?? "", "base64").toString();
  const colon = login.indexOf(":");
  if (colon < 1) return undefined;
  return { username: login.slice(0, colon), password: login.slice(colon + 1).replace(/\0+$/, "") };
}

/** The file names registries as hosts or as URLs. */
function registryOf(server: string): string {
  const host = server
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
  return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
}

/** https://github.com/docker/docker-credential-helpers: the server to its input, JSON from its output. */
async function askHelper(helper: string, server: string): Promise<object | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw unreadable("docker-credential helper");
  const program = `docker-credential-${helper}`;
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const child = execFile(program, ["get"], { timeout: helperTimeoutMs }, (error, stdout) => {
    if (error === null) resolve(stdout);
    else if (/credentials not found/.test(stdout)) resolve(undefined);
    else reject(unreadable(program));
  });
  child.stdin?.on("error", () => {}).end(server);
  const answer = await promise;
  if (answer === undefined) return undefined;
  try {
    const { Username: username, Secret } = JSON.parse(answer) as { Username: string; Secret: string };
    return username === "<token>" ? { identitytoken: Secret } : { username, password: Secret };
  } catch {
    throw unreadable(program);
  }
}

function unreadable(what: string): LaunchError {
  const message = `the registry's credentials could not be read from ${what}`;
  return new LaunchError("credentials_unreadable", message);
}
