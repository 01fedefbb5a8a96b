import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../context.ts";
import { eventRoutes } from "./events.ts";
import { healthRoutes } from "./health.ts";
import { hostRoutes } from "./hosts.ts";
import { actionRoutes } from "./jobs/act.ts";
import { bulkRoutes } from "./jobs/bulk.ts";
import { createRoutes } from "./jobs/create.ts";
import { listRoutes } from "./jobs/list.ts";
import { showRoutes } from "./jobs/show.ts";
import { logRoutes } from "./logs.ts";
import { metricsRoutes } from "./metrics.ts";
import { migrationRoutes } from "./migrations.ts";
import { sessionRoutes } from "./session.ts";
import { statsRoutes } from "./stats.ts";
import { workerRoutes } from "./workers.ts";

const resources = [
  sessionRoutes,
  listRoutes,
  createRoutes,
  showRoutes,
  actionRoutes,
  bulkRoutes,
  logRoutes,
  statsRoutes,
  eventRoutes,
  workerRoutes,
  hostRoutes,
  migrationRoutes,
];

/** Those of the API under their prefix, those that machines ask at the root. */
export async function addRoutes(server: FastifyInstance, context: ServerContext): Promise<void> {
  await server.register(healthRoutes(context));
  await server.register(metricsRoutes(context));
  await server.register(
    async (api) => {
      for (const routes of resources) await api.register(routes(context));
    },
    { prefix: "/api/v1" },
  );
}
