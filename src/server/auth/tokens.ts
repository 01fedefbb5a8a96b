import { createHash, timingSafeEqual } from "node:crypto";

/** What may be done: look, or also change. */
export type Role = "read" | "operate";

/** Hashes of the tokens that open the server: a token itself is kept nowhere. */
export interface AccessKeys {
  readonly operate: Buffer;
  readonly read?: Buffer | undefined;
}

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The role that a token gives. It takes as long for a wrong one as for a right one. */
export function roleOfToken(keys: AccessKeys, token: string): Role | undefined {
  const hash = hashToken(token);
  const operates = timingSafeEqual(hash, keys.operate);
  const reads = timingSafeEqual(hash, keys.read ?? keys.operate);
  return operates ? "operate" : reads ? "read" : undefined;
}
