/** What a claim reads, and how long it takes, with more and more history behind it and in front of it what cannot be claimed. */
import { loadavg } from "node:os";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { makeLockable } from "../../src/queue/hosts/capacity.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { insertJobs } from "../../test/queue/bulk-jobs.ts";
import { removeStaleFolders } from "../../test/support/folder.ts";
import { installMissingPackages } from "../../test/support/servers/packages.ts";
import { keepResults } from "../report.ts";
import { startServer } from "../servers.ts";
import { chart } from "./chart.ts";
import { measureClaims, type Stage } from "./measure-claims.ts";
import { table } from "./report.ts";

const engines = ["postgres", "mariadb", "sqlite"] as const;
export const claimEngines: readonly string[] = engines;

const histories = [0, 100_000, 1_000_000, 2_000_000];
const ready = 10_000;
const unclaimable = 100_000;
/** Rows a statement. */
const batch = 250_000;

export interface ClaimBenchOptions {
  /** All of them where it is missing. */
  readonly engine?: string | undefined;
  /** The longest history. */
  readonly rows?: number | undefined;
}

export async function claimBench({ engine, rows = histories.at(-1) }: ClaimBenchOptions): Promise<void> {
  installMissingPackages();
  removeStaleFolders();
  for (const name of engines.filter((each) => engine === undefined || each === engine)) {
    await benchEngine(name, rows as number);
  }
}

async function benchEngine(engine: (typeof engines)[number], longest: number): Promise<void> {
  await using server = await startServer(engine);
  const database = await connect(await server.createDatabase());
  try {
    await migrate(database);
    const host = (await defaultHost(database, "process")).id;
    await makeLockable(database, [host]);
    const stages: Stage[] = [];
    const measure = async (name: string) => {
      await tidy(database);
      stages.push(await measureClaims(database, name, host));
    };
    await insertJobs(database, "ready", { count: ready, host, columns: { priority: "n % 5 * 20" } });
    await measure("nothing else");
    await insertJobs(database, "future", { count: unclaimable, host });
    await insertJobs(database, "exhausted", { count: unclaimable, host });
    let history = 0;
    for (const wanted of histories.filter((each) => each <= longest)) {
      for (; history < wanted; history += batch) {
        await insertJobs(database, "launched", { count: Math.min(batch, wanted - history), host });
      }
      history = wanted;
      await measure(`unclaimable in front, ${wanted.toLocaleString("en")} launched`);
    }
    const title = `claim on ${server.description}, load ${loadavg()[0]?.toFixed(1)}`;
    console.log(`${title}\n\n${table(stages)}\n`);
    const measured = stages.map((stage) => ({ title, ...stage }));
    keepResults(`claim-${engine}`, measured, chart(title, stages));
  } finally {
    await database.close();
  }
}

/** What the servers do by themselves a little later. */
async function tidy(database: Database): Promise<void> {
  if (database.dialect === "postgres")
    await database.execute("vacuum (analyze) container_manager_containerjob");
  if (database.dialect === "mariadb") await database.execute("analyze table container_manager_containerjob");
}
