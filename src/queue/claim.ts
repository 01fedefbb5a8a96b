import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import type { Assignment } from "./attempt/assignment.ts";
import { bandsOf } from "./claim/bands.ts";
import { type FoundWalk, findJob, findWalks } from "./claim/find-walks.ts";
import { take } from "./claim/take.ts";
import type { TakeOptions } from "./claim/taken-row.ts";
import { lockHosts, makeLockable, selectRoom } from "./hosts/capacity.ts";
import type { WorkerIdentity } from "./workers/workers.ts";

export interface ClaimOptions {
  readonly worker: WorkerIdentity;
  /** At most this many: what the worker can launch now, since a claimed job waits for nobody else. */
  readonly limit: number;
  /** Ids of the executor hosts that the worker can reach. */
  readonly hosts: readonly number[];
  /** Only this job, if it is ready. */
  readonly jobId?: string;
  /** So many of them are those that have waited longest, whatever their priority; none where it is missing. */
  readonly oldest?: number;
}

/**
 * Takes the ready jobs that are first by priority, then by age, for one worker; no job goes to two, and
 * no host gets more than it takes at once. Each claim is a launch attempt and has a number, and with the
 * job's id names what will be launched.
 *
 * How many rows it reads has nothing to do with how many jobs there are, done, waiting or ready:
 * docs/decisions/0007. Where nothing is ready it is one statement.
 */
export async function claim(database: Database, options: ClaimOptions): Promise<Assignment[]> {
  if (options.limit < 1 || options.hosts.length === 0) return [];
  for (let tries = 1; ; tries += 1) {
    const walks = await walksWithRoom(database, options);
    if (walks.length === 0) return [];
    await makeLockable(database, hostsOf(walks.filter(({ lockable }) => !lockable)));
    const { claimed, passedOver } = await claimFrom(database, walks, options);
    if (claimed.length > 0 || !passedOver || tries === mostTries) return claimed;
    await sleep(longestPause * Math.random());
  }
}

/** How often a claim that got nothing because others were at it is tried, and the pause between, in milliseconds. */
const mostTries = 10;
const longestPause = 20;

/** How many jobs somebody else may have locked before we look behind them: more at each turn. */
const spares = [0, 10, 100, 1_000];

/** What is ready on hosts that are not full. */
async function walksWithRoom(
  database: Database,
  { hosts, jobId, oldest = 0 }: ClaimOptions,
): Promise<FoundWalk[]> {
  const options = { hosts, among: selectRoom(hosts), everyPriority: oldest > 0 };
  const walks = await (jobId === undefined
    ? findWalks(database, options)
    : findJob(database, { ...options, jobId }));
  return walks.filter(({ dueInMs }) => dueInMs <= 0);
}

function hostsOf(walks: readonly FoundWalk[]): number[] {
  return [...new Set(walks.map(({ hostId }) => hostId))];
}

async function claimFrom(
  database: Database,
  walks: readonly FoundWalk[],
  options: ClaimOptions,
): Promise<{ claimed: Assignment[]; passedOver: boolean }> {
  return database.transaction(async (transaction) => {
    const wanted = hostsOf(walks);
    const hosts = await lockHosts(transaction, wanted);
    const ours = walks.filter(({ hostId }) => hosts.includes(hostId));
    const claimed = hosts.length === 0 ? [] : await claimFirst(transaction, ours, { ...options, hosts });
    return { claimed, passedOver: hosts.length < wanted.length };
  });
}

async function claimFirst(
  database: Database,
  walks: readonly FoundWalk[],
  { worker, hosts, limit, oldest = 0 }: ClaimOptions,
): Promise<Assignment[]> {
  const claimed: Assignment[] = [];
  if (oldest > 0) {
    // The oldest jobs are on the walks that begin with the oldest ones.
    const first = walks.toSorted((a, b) => a.dueInMs - b.dueInMs).slice(0, oldest);
    const all = { walks: first, from: 0, to: 100 };
    claimed.push(
      ...(await takeUnlocked(database, {
        ...all,
        worker,
        hosts,
        limit: Math.min(oldest, limit),
        order: "oldest",
      })),
    );
  }
  for (const band of bandsOf(walks)) {
    const left = limit - claimed.length;
    if (left < 1) break;
    claimed.push(
      ...(await takeUnlocked(database, { ...band, worker, hosts, limit: left, order: "priority" })),
    );
  }
  return claimed;
}

/** Takes others in place of jobs that somebody else has locked. */
async function takeUnlocked(database: Database, options: Omit<TakeOptions, "spare">): Promise<Assignment[]> {
  const taken: Assignment[] = [];
  for (const spare of spares) {
    const { claimed, passedOver } = await take(database, {
      ...options,
      limit: options.limit - taken.length,
      spare,
    });
    taken.push(...claimed);
    if (passedOver === 0 || taken.length === options.limit) break;
  }
  return taken;
}
