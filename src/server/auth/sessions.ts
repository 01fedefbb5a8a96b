import { createHmac, timingSafeEqual } from "node:crypto";
import type { AccessKeys, Role } from "./tokens.ts";

/** How long a browser stays logged in, in milliseconds. */
export const sessionLifetime = 30 * 86_400_000;

/**
 * What a browser keeps instead of the token: role and end, signed. The server keeps nothing, so that a
 * session outlives a restart; it ends with its token.
 */
export function sealSession(keys: AccessKeys, role: Role, now = Date.now()): string {
  const content = `${role}.${now + sessionLifetime}`;
  return `${content}.${sign(keys, role, content)}`;
}

/** The role of a session that is ours and not over. */
export function openSession(keys: AccessKeys, sealed: string, now = Date.now()): Role | undefined {
  const [, content = "", role, end, signature = ""] =
    /^((read|operate)\.(\d{1,16}))\.([\w-]{43})$/.exec(sealed) ?? [];
  if ((role !== "read" && role !== "operate") || !keys[role]) return undefined;
  const wanted = sign(keys, role, content);
  const ours = timingSafeEqual(Buffer.from(wanted), Buffer.from(signature));
  return ours && Number(end) > now ? role : undefined;
}

function sign(keys: AccessKeys, role: Role, content: string): string {
  return createHmac("sha256", keys[role] ?? keys.operate)
    .update(`longshore session ${content}`)
    .digest("base64url");
}
