import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { packageVersion } from "../../version.ts";
import { cookieName, takeToken } from "../auth/access.ts";
import { sealSession, sessionLifetime } from "../auth/sessions.ts";
import type { ServerContext } from "../context.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { login, session } from "../schemas/session.ts";

const tags = ["session"];
const nothing = z.null().describe("Nothing");

/** A browser changes its token for a cookie that no script can read, and no other site can have sent. */
export function sessionRoutes({ database, keys, failures }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.post("/session", {
      config: { access: "open" },
      schema: {
        tags,
        summary: "Log in",
        body: login,
        response: { 204: nothing, ...problemsOf(429) },
      },
      handler: async (request, reply) => {
        const role = takeToken(request, request.body.token, keys, failures);
        const secure = request.headers["x-forwarded-proto"] === "https";
        const maxAge = sessionLifetime / 1000;
        const options = { path: "/", httpOnly: true, sameSite: "strict", secure, maxAge } as const;
        reply.setCookie(cookieName(request), sealSession(keys, role), options);
        return reply.code(204).send(null);
      },
    });

    server.get("/session", {
      schema: { tags, summary: "Who one is", response: { 200: session, ...problemsOf() } },
      handler: async (request) => {
        const role = request.role ?? "read";
        const { dialect, display } = database;
        return { role, readOnly: role === "read", version: packageVersion(), database: { dialect, display } };
      },
    });

    server.delete("/session", {
      config: { access: "read" },
      schema: { tags, summary: "Log out", response: { 204: nothing, ...problemsOf() } },
      handler: async (request, reply) => {
        reply.clearCookie(cookieName(request), { path: "/" });
        return reply.code(204).send(null);
      },
    });
  };
}
