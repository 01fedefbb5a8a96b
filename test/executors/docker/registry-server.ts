/**
 * An image registry for one image, as a program: `node registry-server.ts FOLDER`. The folder has the image's
 * manifest and its blobs. It prints its port. What a repository is like is told by its name:
 *
 * hello: open to all · private: for those who have logged in · busy, broken: refuse · slow: its layer never
 * ends · any other is not there
 *
 * Logins are tokens, as Docker's own registry has them; below /basic, and its port, they are not.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const [folder = "", ...logins] = process.argv.slice(2);
const manifestType = "application/vnd.docker.distribution.manifest.v2+json";
const basic = (login: string) => `Basic ${Buffer.from(login).toString("base64")}`;
const mayLogIn = (authorization = "") => logins.map(basic).includes(authorization);
const bearer = { user: "Bearer of-a-user", anybody: "Bearer of-anybody" };

interface Scheme {
  challenge(host: string): string;
  /** Whether whoever asks is somebody at all, and somebody who has logged in. */
  known(authorization: string | undefined): boolean;
  loggedIn(authorization: string | undefined): boolean;
}

const schemes: readonly Scheme[] = [
  {
    challenge: (host) => `Bearer realm="http://${host}/token",service="registry"`,
    known: (authorization = "") => Object.values(bearer).includes(authorization),
    loggedIn: (authorization) => authorization === bearer.user,
  },
  { challenge: () => 'Basic realm="registry"', known: mayLogIn, loggedIn: mayLogIn },
];

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const json = (status: number, body: unknown, headers = {}): Answer => ({
  ...{ status, type: "application/json", headers },
  body: Buffer.from(JSON.stringify(body)),
});
const refusal = (status: number, code: string, message: string, headers = {}) =>
  json(status, { errors: [{ code, message }] }, headers);

/** Undefined for the layer that never ends. */
function answerTo(scheme: Scheme, { url = "", headers }: IncomingMessage): Answer | undefined {
  if (url.startsWith("/token")) {
    if (headers.authorization === undefined) return json(200, { token: bearer.anybody.split(" ")[1] });
    if (mayLogIn(headers.authorization)) return json(200, { token: bearer.user.split(" ")[1] });
    return refusal(401, "UNAUTHORIZED", "incorrect username or password");
  }
  const [, repository, kind, name = ""] = /^\/v2\/(?:(\w+)\/(manifests|blobs)\/(.+))?$/.exec(url) ?? [];
  const allowed = repository === "private" ? scheme.loggedIn : scheme.known;
  if (!allowed(headers.authorization)) {
    const challenge = { "www-authenticate": scheme.challenge(headers.host ?? "") };
    return refusal(401, "UNAUTHORIZED", "authentication required", challenge);
  }
  if (repository === undefined) return json(200, {});
  if (repository === "busy") return refusal(429, "TOOMANYREQUESTS", "you have reached your pull rate limit");
  if (repository === "broken") return refusal(503, "UNAVAILABLE", "service unavailable");
  if (!["hello", "private", "slow"].includes(repository)) {
    return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown");
  }
  const read = (file: string) => readFileSync(path.join(folder, file));
  if (kind === "manifests") {
    const digest = { "docker-content-digest": read(`${repository}.digest`).toString() };
    return { status: 200, type: manifestType, body: read(`${repository}.manifest`), headers: digest };
  }
  const blob = name.replace("sha256:", "");
  if (blob === "0".repeat(64)) return undefined;
  return { status: 200, type: "application/octet-stream", body: read(blob) };
}

function handle(scheme: Scheme, request: IncomingMessage, response: ServerResponse): void {
  const answer = answerTo(scheme, request);
  if (answer === undefined) {
    dribble(response);
    return;
  }
  const { status, type, body, headers } = answer;
  response.writeHead(status, { "content-type": type, "content-length": body.length, ...headers });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** A layer of 10 MB that takes a minute. */
function dribble(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": 10_000_000 });
  const timer = setInterval(() => response.write(Buffer.alloc(16_384)), 100);
  response.on("close", () => clearInterval(timer));
}

const ports = await Promise.all(
  schemes.map((scheme) => {
    const server = createServer((request, response) => handle(scheme, request, response));
    return new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  }),
);
console.log(`ports ${ports.join(" ")}`);
