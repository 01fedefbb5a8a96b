import { z } from "zod";
import type { Database } from "../../database/database.ts";
import { limitAnswers } from "../../database/engines/answer-limit.ts";
import { type HostView, viewHosts } from "../../queue/hosts/view-hosts.ts";
import { type Overview, overview } from "../../queue/overview/overview.ts";
import { type RecentEnds, recentEnds } from "../../queue/overview/recent-ends.ts";
import { type SeriesPoint, series } from "../../queue/overview/series.ts";
import { type Stats, stats } from "../../queue/stats.ts";
import { listWorkers, type WorkerView } from "../../queue/workers/list-workers.ts";
import { stats as statsSchema } from "../schemas/stats.ts";
import { Cached } from "./cached.ts";
import { Paced } from "./paced.ts";

/** What failures and throughput look back on, in milliseconds. */
const window = 3_600_000;
const steps = 60;
/** How long counting all jobs may take, in milliseconds. */
const countPatience = 600_000;

export type StatsView = Omit<Overview, "counts"> &
  RecentEnds & {
    readonly counts: Stats;
    /** When the jobs that have ended were counted. */
    readonly countedAt: Date;
    readonly windowMs: number;
    readonly throughputPerMinute: number;
  };

/** What every open page asks for: asked of the database at most so often, however many pages there are. */
export class Snapshots {
  readonly #overview: Cached<Overview>;
  readonly #ends: Paced<RecentEnds>;
  /** Of all jobs: counting those that have ended takes as long as there are many. */
  readonly #all: Paced<{ counts: Stats; countedAt: Date }>;
  readonly workers: Cached<WorkerView[]>;
  readonly hosts: Cached<HostView[]>;
  readonly #series = new Map<number, Cached<SeriesPoint[]>>();
  readonly #database: Database;

  constructor(database: Database, lease: number) {
    this.#database = database;
    this.#overview = new Cached(900, () => overview(database, lease));
    this.#ends = new Paced(() => recentEnds(database, window));
    const count = () => limitAnswers(countPatience, () => stats(database));
    this.#all = new Paced(async () => ({ counts: await count(), countedAt: new Date() }));
    this.workers = new Cached(1_000, () => listWorkers(database, lease));
    this.hosts = new Cached(1_000, () => viewHosts(database));
  }

  async stats(): Promise<StatsView> {
    const [now, ends, all] = await Promise.all([this.#overview.get(), this.#ends.get(), this.#all.get()]);
    const throughputPerMinute = ends.ended / (window / 60_000);
    const counts = { ...all.counts, ...now.counts };
    return { ...all, ...now, ...ends, counts, windowMs: window, throughputPerMinute };
  }

  /** The figures as the event stream tells them, and what of them is news. */
  async overviewEvent(): Promise<{ data: object; news: string }> {
    const data = z.encode(statsSchema, await this.stats());
    return { data, news: JSON.stringify({ ...data, at: null, countedAt: null, oldestReadyMs: null }) };
  }

  async series(hours: number): Promise<{ stepMs: number; points: SeriesPoint[] }> {
    const stepMs = (hours * 3_600_000) / steps;
    const known =
      this.#series.get(hours) ?? new Cached(stepMs / 12, () => series(this.#database, stepMs, steps));
    this.#series.set(hours, known);
    return { stepMs, points: await known.get() };
  }
}
