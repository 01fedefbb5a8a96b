import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LongshoreError, messageOf } from "../../errors.ts";
import { hashToken } from "./tokens.ts";

export interface OwnToken {
  readonly hash: Buffer;
  /** Only where it was made just now: it is kept nowhere, and told once. */
  readonly token?: string;
}

/** Bytes of randomness. */
const tokenLength = 32;

/**
 * The token that this user's servers share, as notebooks have one: made at the first start. Its hash is in a
 * file that only the user can read.
 *
 * @param renew make another, which ends the one before and its sessions
 * @throws {LongshoreError} INVALID_CONFIG_FILE where the file cannot be read or written
 */
export async function ownToken(stateDirectory: string, { renew = false } = {}): Promise<OwnToken> {
  const path = tokenFile(stateDirectory);
  try {
    const known = renew ? undefined : await readHash(path);
    return known ? { hash: known } : await makeToken(stateDirectory, path, renew);
  } catch (error) {
    const why = `${messageOf(error)}; --new-token makes another`;
    throw new LongshoreError("INVALID_CONFIG_FILE", { path, why }, { cause: error });
  }
}

/** The server did not start, so that nobody has been told the token. */
export async function forgetToken(stateDirectory: string): Promise<void> {
  await rm(tokenFile(stateDirectory), { force: true });
}

function tokenFile(stateDirectory: string): string {
  return join(stateDirectory, "server-token.json");
}

async function readHash(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { sha256 } = JSON.parse(text) as { sha256?: unknown };
  if (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)) return Buffer.from(sha256, "hex");
  throw new Error("it has no hash of a token");
}

async function makeToken(folder: string, path: string, renew: boolean): Promise<OwnToken> {
  const token = randomBytes(tokenLength).toString("base64url");
  const hash = hashToken(token);
  const content = `${JSON.stringify({ sha256: hash.toString("hex") })}\n`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (renew) {
    await writeFile(`${path}.new`, content, { mode: 0o600 });
    await rename(`${path}.new`, path);
    return { hash, token };
  }
  try {
    await writeFile(path, content, { mode: 0o600, flag: "wx" });
    return { hash, token };
  } catch (error) {
    // Another server's first start was faster.
    const theirs = (error as NodeJS.ErrnoException).code === "EEXIST" ? await readHash(path) : undefined;
    if (!theirs) throw error;
    return { hash: theirs };
  }
}
