import type { FastifyInstance, FastifyRequest } from "fastify";
import { LongshoreError } from "../../errors.ts";
import { FailureLimit } from "./failure-limit.ts";
import { openSession } from "./sessions.ts";
import { type AccessKeys, type Role, roleOfToken } from "./tokens.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a route takes where it is not `read` to look and `operate` to change. */
    access?: "open" | Role;
  }
  interface FastifyRequest {
    /** Of whoever asks; null on an open route. */
    role: Role | null;
  }
}

/** A browser sends it with every request to this server, and no script can read it. */
export function cookieName(request: FastifyRequest): string {
  // Browsers do not keep the cookies of two servers on one machine apart.
  return `longshore_session_${request.port ?? 0}`;
}

/** Every route is closed to whoever has no token for it, unless it says that it is open. */
export function guardRoutes(server: FastifyInstance, keys: AccessKeys): FailureLimit {
  const failures = new FailureLimit();
  server.decorateRequest("role", null);
  server.addHook("onRequest", async (request) => {
    if (request.is404) return;
    const changes = !["GET", "HEAD", "OPTIONS"].includes(request.method);
    const needed = request.routeOptions.config.access ?? (changes ? "operate" : "read");
    if (needed === "open") return;
    const role = checkToken(request, keys, failures) ?? checkSession(request, keys, changes);
    if (needed === "operate" && role !== "operate") {
      throw new LongshoreError("FORBIDDEN", { why: "this token may only read" });
    }
    request.role = role;
  });
  return failures;
}

/** @throws {LongshoreError} UNAUTHENTICATED, TOO_MANY_FAILURES */
function checkToken(request: FastifyRequest, keys: AccessKeys, failures: FailureLimit): Role | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw new LongshoreError("UNAUTHENTICATED", { why: "that is no bearer token" });
  return takeToken(request, token, keys, failures);
}

/**
 * The role of a token that somebody came with.
 *
 * @throws {LongshoreError} UNAUTHENTICATED, TOO_MANY_FAILURES
 */
export function takeToken(
  request: FastifyRequest,
  token: string,
  keys: AccessKeys,
  failures: FailureLimit,
): Role {
  failures.check(request.ip);
  const role = roleOfToken(keys, token);
  if (role) return role;
  failures.count(request.ip);
  throw new LongshoreError("UNAUTHENTICATED", { why: "the token is wrong" });
}

/** @throws {LongshoreError} UNAUTHENTICATED, FORBIDDEN */
function checkSession(request: FastifyRequest, keys: AccessKeys, changes: boolean): Role {
  const sealed = request.cookies[cookieName(request)];
  if (sealed === undefined) throw new LongshoreError("UNAUTHENTICATED", { why: "a token is needed" });
  const role = openSession(keys, sealed);
  if (!role) throw new LongshoreError("UNAUTHENTICATED", { why: "the session is over" });
  // Another site can make a browser send the cookie; this header it cannot.
  if (changes && request.headers["x-longshore-request"] !== "1") {
    const why = "a change by cookie needs the header x-longshore-request: 1";
    throw new LongshoreError("FORBIDDEN", { why });
  }
  return role;
}
