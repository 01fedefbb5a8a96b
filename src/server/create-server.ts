import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import { type FastifyInstance, fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Database } from "../database/database.ts";
import { limitAnswers } from "../database/engines/answer-limit.ts";
import { type Logger, silentLogger } from "../worker/settings.ts";
import { guardRoutes } from "./auth/access.ts";
import { checkHostHeader } from "./auth/host-header.ts";
import type { AccessKeys } from "./auth/tokens.ts";
import { createLive } from "./live/live.ts";
import { Metrics } from "./metrics/metrics.ts";
import { documentRoutes } from "./openapi.ts";
import { pageRoutes } from "./page.ts";
import { problemHandler } from "./problems.ts";
import { addRoutes } from "./routes/index.ts";

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
/** How long one may take to send its body, in milliseconds. */
const slowest = 60_000;
/** Bytes of a body, where a route does not take more. */
const bodyLimit = 2 ** 20;

/** The API and the page; it listens once it is told to. */
export async function createServer(database: Database, options: ServerOptions): Promise<FastifyInstance> {
  const { keys, lease, allowedHosts, page, logger = silentLogger } = options;
  const live = createLive(database, lease, logger);
  const metrics = new Metrics({ ...live, database, logger });
  const onError = problemHandler(logger, (code) => metrics.countError(code));
  // Framework errors are what is wrong with an address before there is a route for it.
  const server = fastify({ bodyLimit, requestTimeout: slowest, frameworkErrors: onError });
  server.setErrorHandler(onError);
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    metrics.countRequest(method, routeOptions.url ?? "none", statusCode, elapsedTime);
  });
  // The first to look does not wait for what takes long with many jobs.
  server.addHook("onListen", async () => void live.snapshots.stats().catch(() => {}));
  server.addHook("preClose", async () => live.close());

  server.addHook("onRequest", (_request, _reply, done) => limitAnswers(patience, done));
  await server.register(helmet, { contentSecurityPolicy: pagePolicy, strictTransportSecurity: false });
  await server.register(cookie);
  if (allowedHosts) checkHostHeader(server, allowedHosts);
  const failures = guardRoutes(server, keys);
  await documentRoutes(server);
  await addRoutes(server, { ...live, database, keys, failures, lease, metrics });
  await pageRoutes(server, page);
  return server;
}

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
