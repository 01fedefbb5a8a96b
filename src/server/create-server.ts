import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import { type FastifyInstance, fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Database } from "../database/database.ts";
import { limitAnswers } from "../database/engines/answer-limit.ts";
import { jobChanges, standingOfJobs } from "../queue/overview/job-changes.ts";
import { type Logger, silentLogger } from "../worker/settings.ts";
import { guardRoutes } from "./auth/access.ts";
import { checkHostHeader } from "./auth/host-header.ts";
import type { AccessKeys } from "./auth/tokens.ts";
import type { ServerContext } from "./context.ts";
import { EventStreams } from "./live/event-stream.ts";
import { LogTails } from "./live/log-tails.ts";
import { changesWindow, OverviewFeed } from "./live/overview-feed.ts";
import { Snapshots } from "./live/snapshots.ts";
import { Metrics } from "./metrics/metrics.ts";
import { documentRoutes } from "./openapi.ts";
import { pageRoutes } from "./page.ts";
import { problemHandler } from "./problems.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { hostRoutes } from "./routes/hosts.ts";
import { actionRoutes } from "./routes/jobs/act.ts";
import { bulkRoutes } from "./routes/jobs/bulk.ts";
import { createRoutes } from "./routes/jobs/create.ts";
import { listRoutes } from "./routes/jobs/list.ts";
import { showRoutes } from "./routes/jobs/show.ts";
import { logRoutes } from "./routes/logs.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { migrationRoutes } from "./routes/migrations.ts";
import { sessionRoutes } from "./routes/session.ts";
import { statsRoutes } from "./routes/stats.ts";
import { workerRoutes } from "./routes/workers.ts";

export interface ServerOptions {
  readonly keys: AccessKeys;
  /** Milliseconds of silence after which a worker counts as dead. */
  readonly lease: number;
  /** Names that requests may call the server by, besides this machine's own; all where it is missing. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The folder that the page was built into. */
  readonly page?: string;
  readonly logger?: Logger;
}

/** How long a request waits for one answer of the database, in milliseconds. */
const patience = 20_000;

/** The API and the page; it listens once it is told to. */
export async function createServer(database: Database, options: ServerOptions): Promise<FastifyInstance> {
  const { keys, lease, allowedHosts, page, logger = silentLogger } = options;
  const snapshots = new Snapshots(database, lease);
  const streams = new EventStreams();
  const metrics = new Metrics({ database, snapshots, logger, viewers: () => streams.size });
  const onError = problemHandler(logger, (code) => metrics.countError(code));
  const server = fastify({
    bodyLimit: 2 ** 20,
    requestTimeout: 60_000,
    forceCloseConnections: "idle",
    // What is wrong with an address before there is a route for it.
    frameworkErrors: onError,
  });
  server.setErrorHandler(onError);
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.addHook("onResponse", async (request, reply) => {
    const { url = "none" } = request.routeOptions;
    metrics.countRequest(request.method, url, reply.statusCode, reply.elapsedTime);
  });

  server.addHook("onRequest", (_request, _reply, done) => limitAnswers(patience, done));
  await server.register(helmet, { contentSecurityPolicy: pagePolicy, strictTransportSecurity: false });
  await server.register(cookie);
  if (allowedHosts) checkHostHeader(server, allowedHosts);
  const failures = guardRoutes(server, keys);
  await documentRoutes(server);

  const feed = new OverviewFeed(
    {
      overview: () => snapshots.overviewEvent(),
      changes: () => jobChanges(database, changesWindow),
      standing: (ids) => standingOfJobs(database, ids),
    },
    logger,
  );
  // The first to look does not wait for what takes long with many jobs.
  server.addHook("onListen", async () => void snapshots.stats().catch(() => {}));
  server.addHook("preClose", async () => {
    feed.close();
    streams.close();
  });
  const tails = new LogTails(database);
  const live = { streams, tails, feed, snapshots, metrics };
  const context: ServerContext = { database, keys, failures, lease, logger, ...live };
  await server.register(healthRoutes(context));
  await server.register(metricsRoutes(context));
  await server.register(
    async (api) => {
      for (const routes of resources) await api.register(routes(context));
    },
    { prefix: "/api/v1" },
  );
  await pageRoutes(server, page);
  return server;
}

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

const pagePolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};
