import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { listTemplates } from "../../queue/list-templates.ts";
import type { ServerContext } from "../context.ts";
import { hosts, templates } from "../schemas/host.ts";
import { problemsOf } from "../schemas/problems-of.ts";

const tags = ["hosts"];

/** What a job may name when it is submitted. */
export function hostRoutes({ database, snapshots }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/hosts", {
      schema: {
        tags,
        summary: "The executor hosts, and how full they are",
        response: { 200: hosts, ...problemsOf() },
      },
      handler: async () => ({ hosts: await snapshots.hosts.get() }),
    });

    server.get("/templates", {
      schema: {
        tags,
        summary: "The environment templates, without what is in them",
        response: { 200: templates, ...problemsOf() },
      },
      handler: async () => ({ templates: await listTemplates(database) }),
    });
  };
}
