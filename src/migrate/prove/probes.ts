import { setTimeout as sleep } from "node:timers/promises";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { messageOf } from "../../errors.ts";
import { job, type ProbeRows } from "./probe-rows.ts";
import type { Sample } from "./timeline.ts";

/** Between two statements of a probe, in ms: it is to notice stalls, not to load the server. */
const pause = 5;

export interface RunningProbes {
  /** All that ran so far. */
  readonly samples: readonly Sample[];
  /** Resolves when the last has ended. */
  stop(): Promise<void>;
}

/** Inserts, updates and claims jobs again and again, each on a connection of its own, as an old application does. */
export async function startProbes(database: Database, rows: ProbeRows): Promise<RunningProbes> {
  const samples: Sample[] = [];
  const stopped = new AbortController();
  const kept = uuidParameter(await rows.insert(database));

  const repeat = async (probe: () => Promise<unknown>) => {
    while (!stopped.signal.aborted) {
      const start = performance.now();
      const error = await probe().then(
        () => undefined,
        (thrown: unknown) => messageOf(thrown),
      );
      samples.push({ start, end: performance.now(), ...(error !== undefined && { error }) });
      await sleep(pause);
    }
  };
  const probes: (() => Promise<unknown>)[] = [
    () => rows.insert(database),
    () =>
      database.query
        .updateTable(job)
        .set({ description: "probed", updated_at: database.now })
        .where("id", "=", kept)
        .execute(),
    () => claim(database, rows.host),
  ];
  // The first round opens the connections, which is no stall, and fails where nothing is to be proven.
  await Promise.all(probes.map((probe) => probe()));
  const loops = probes.map(repeat);
  return {
    samples,
    async stop() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

/** Takes a pending job, as a worker from before the queue does. */
async function claim(database: Database, host: number): Promise<void> {
  await database.transaction(async ({ query, now, dialect }) => {
    const pending = query
      .selectFrom(job)
      .select("id")
      .where("docker_host_id", "=", host)
      .where("status", "=", "pending")
      .limit(1);
    const found = await (dialect === "sqlite"
      ? pending
      : pending.forUpdate().skipLocked()
    ).executeTakeFirst();
    if (!found) return;
    await query
      .updateTable(job)
      .set({ status: "running", started_at: now })
      .where("id", "=", uuidParameter(found.id))
      .execute();
  });
}
