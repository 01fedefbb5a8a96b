import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../../database/database.ts";
import { type ErrorCode, isLongshoreError, messageOf } from "../../errors.ts";
import { depthByBand } from "../../queue/overview/depth.ts";
import type { Logger } from "../../worker/settings.ts";
import { Cached } from "../live/cached.ts";
import type { EventStreams } from "../live/event-stream.ts";
import type { Snapshots } from "../live/snapshots.ts";
import { AttemptCounters } from "./attempt-counters.ts";

/** Milliseconds for which the figures of one reading of the database do. */
const freshness = 1_000;

interface Sources {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly logger: Logger;
  readonly streams: EventStreams;
}

/** What Prometheus is told. The database is asked when it asks, and what the server itself sees is counted on. */
export class Metrics {
  readonly #register = new Registry();
  readonly #read: Cached<void>;
  readonly #logger: Logger;
  readonly #databaseUp: Gauge;
  readonly #databaseErrors: Counter<"code">;
  readonly #requests: Histogram<"method" | "route" | "status">;

  constructor({ database, snapshots, logger, streams }: Sources) {
    const registers = [this.#register];
    this.#logger = logger;
    this.#databaseUp = new Gauge({
      name: "longshore_database_up",
      help: "Whether the database has answered",
      registers,
    });
    this.#databaseErrors = new Counter({
      name: "longshore_database_errors_total",
      help: "Requests and readings of this process that the database has failed, by error code",
      labelNames: ["code"],
      registers,
    });
    this.#requests = new Histogram({
      name: "longshore_http_request_duration_seconds",
      help: "Requests to this process, event streams left out",
      labelNames: ["method", "route", "status"],
      buckets: [0.01, 0.05, 0.1, 0.2, 0.5, 1, 5],
      registers,
    });
    new Gauge({
      name: "longshore_event_streams",
      help: "Open event streams of this process",
      registers,
      collect() {
        this.set(streams.size);
      },
    });
    const queue = queueGauges(this.#register);
    const attempts = new AttemptCounters(database, this.#register);
    this.#read = new Cached(freshness, async () => {
      const [stats, depth] = await Promise.all([snapshots.stats(), depthByBand(database), attempts.update()]);
      queue.set(stats, depth);
    });
  }

  /** The text that Prometheus reads; what the database knows is left as it was while it does not answer. */
  async text(): Promise<string> {
    try {
      await this.#read.get();
      this.#databaseUp.set(1);
    } catch (error) {
      this.#databaseUp.set(0);
      if (isLongshoreError(error)) this.countError(error.code);
      this.#logger.warn({}, `reading the metrics failed: ${messageOf(error)}`);
    }
    return this.#register.metrics();
  }

  get contentType(): string {
    return this.#register.contentType;
  }

  countError(code: ErrorCode): void {
    if (code.startsWith("DATABASE_")) this.#databaseErrors.inc({ code });
  }

  /** @param duration milliseconds */
  countRequest(method: string, route: string, status: number, duration: number): void {
    this.#requests.observe({ method, route, status }, duration / 1000);
  }
}

type Figures = Awaited<ReturnType<Snapshots["stats"]>>;

function queueGauges(register: Registry) {
  const registers = [register];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const jobs = new Gauge({ name: "longshore_jobs", help: "Jobs by state", labelNames: ["state"], registers });
  const depths = new Gauge({
    name: "longshore_queue_depth",
    help: "Waiting jobs, ready or scheduled for later, by band of priorities (low to 39, normal to 69, high)",
    labelNames: ["state", "band"],
    registers,
  });
  const oldest = gauge("longshore_oldest_ready_seconds", "How long the job waits that is ready for longest");
  const open = gauge("longshore_attempts_open", "Attempts that workers have in hand");
  const workers = gauge("longshore_workers_alive", "Workers heard of within the lease");
  return {
    set(stats: Figures, depth: Awaited<ReturnType<typeof depthByBand>>): void {
      for (const [state, count] of Object.entries(stats.counts)) jobs.set({ state }, count);
      for (const { state, band, jobs: count } of depth) depths.set({ state, band }, count);
      oldest.set((stats.oldestReadyMs ?? 0) / 1000);
      open.set(stats.running);
      workers.set(stats.workersAlive);
    },
  };
}
