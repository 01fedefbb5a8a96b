import { Counter, Histogram, type Registry } from "prom-client";
import type { Database } from "../../database/database.ts";
import { attemptsSince, type TalliedAttempt } from "../../queue/overview/attempts-since.ts";
import { outcomeOf } from "../../reasons.ts";

/** An attempt's end may be seen so much later than its time says, in milliseconds. */
const latest = 30_000;
/** Seconds */
const durations = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];

/**
 * Counts what happens to attempts from its first reading on, whichever worker does it: read from the
 * database when somebody asks for the figures.
 */
export class AttemptCounters {
  readonly #database: Database;
  readonly #claims: Counter;
  readonly #launches: Counter;
  readonly #ended: Counter<"outcome">;
  readonly #failures: Counter<"reason">;
  readonly #executorErrors: Counter<"reason" | "class">;
  readonly #launchSeconds: Histogram;
  readonly #runSeconds: Histogram;
  /** What was counted of the attempts that the next reading sees again. */
  #seen = new Map<string, TalliedAttempt>();
  #since: Date | undefined;
  #begun: Date | undefined;

  constructor(database: Database, register: Registry) {
    this.#database = database;
    const registers = [register];
    const counter = (name: string, help: string) => new Counter({ name, help, registers });
    this.#claims = counter("longshore_claims_total", "Attempts that workers have claimed");
    this.#launches = counter("longshore_launches_total", "Attempts that were launched");
    this.#ended = new Counter({
      name: "longshore_attempts_ended_total",
      help: "Attempts that have ended",
      labelNames: ["outcome"],
      registers,
    });
    this.#failures = new Counter({
      name: "longshore_failures_total",
      help: "Attempts that have failed, by reason",
      labelNames: ["reason"],
      registers,
    });
    this.#executorErrors = new Counter({
      name: "longshore_executor_errors_total",
      help: "Launches that an executor refused, by reason and class",
      labelNames: ["reason", "class"],
      registers,
    });
    const histogram = (name: string, help: string) =>
      new Histogram({ name, help, buckets: durations, registers });
    this.#launchSeconds = histogram("longshore_launch_duration_seconds", "From claim to launch");
    this.#runSeconds = histogram("longshore_run_duration_seconds", "From launch to end");
  }

  /** Counts what has happened since the last time. */
  async update(): Promise<void> {
    const { until, attempts } = await attemptsSince(this.#database, this.#since);
    this.#begun ??= until;
    const seen = new Map<string, TalliedAttempt>();
    for (const attempt of attempts) {
      const key = `${attempt.job_id} ${attempt.number}`;
      this.#count(attempt, this.#seen.get(key));
      seen.set(key, attempt);
    }
    this.#seen = seen;
    this.#since = new Date(until.getTime() - latest);
  }

  #count(now: TalliedAttempt, before: TalliedAttempt | undefined): void {
    if (this.#isNew(now.claimed_at, before?.claimed_at)) this.#claims.inc();
    if (now.started_at && this.#isNew(now.started_at, before?.started_at)) {
      this.#launches.inc();
      this.#launchSeconds.observe(seconds(now.claimed_at, now.started_at));
    }
    if (!now.ended_at || !this.#isNew(now.ended_at, before?.ended_at)) return;
    const outcome = outcomeOf(now.reason, now.exit_code);
    this.#ended.inc({ outcome: outcome === "failed" && !now.started_at ? "launch_failed" : outcome });
    if (outcome !== "completed" && outcome !== "cancelled") this.#failures.inc({ reason: reasonOf(now) });
    if (now.error_class) this.#executorErrors.inc({ reason: reasonOf(now), class: now.error_class });
    if (now.started_at) this.#runSeconds.observe(seconds(now.started_at, now.ended_at));
  }

  /** Whether something has happened since counting began that was not there at the last reading. */
  #isNew(moment: Date, before: Date | null | undefined): boolean {
    return !before && this.#begun !== undefined && moment >= this.#begun;
  }
}

function reasonOf({ reason }: TalliedAttempt): string {
  return reason ?? "unknown";
}

function seconds(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime()) / 1000;
}
