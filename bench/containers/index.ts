/** Containers a second, each of which does nothing: Longshore, a bare loop over the engine's API, `docker run`. */
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { loadSettings } from "../../src/config.ts";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { stats } from "../../src/queue/stats.ts";
import { Worker } from "../../src/worker/worker.ts";
import { makeFolder, removeFolder } from "../../test/support/folder.ts";
import { type DockerServer, startDocker } from "../../test/support/servers/docker.ts";
import { installMissingPackages } from "../../test/support/servers/packages.ts";
import { time } from "../measure.ts";
import { startServer } from "../servers.ts";
import { bareLoop } from "./bare.ts";

const concurrencies = [1, 4, 8];
const results = path.join(import.meta.dirname, "../results/containers.jsonl");

/** Milliseconds in which so many containers are run, so many at once. */
type Contender = (docker: DockerServer, count: number, concurrency: number) => Promise<number>;

const contenders: Record<string, Contender> = {
  "bare loop": async ({ socket, image }, count, concurrency) => {
    const loop = bareLoop(socket, image);
    const figure = await time(() => inParallel(count, concurrency, loop.run));
    await loop.close();
    return figure;
  },
  Longshore: longshore,
  "docker run": ({ url, image }, count, concurrency) => {
    const run = () => promisify(execFile)("docker", ["--host", url, "run", "--rm", image, "true"]);
    return time(() => inParallel(count, concurrency, run));
  },
};

export interface ContainersOptions {
  readonly runs?: number | undefined;
  /** Containers of each measurement for each that runs at once. */
  readonly jobs?: number | undefined;
}

export async function containersBench({ runs = 3, jobs = 16 }: ContainersOptions): Promise<void> {
  installMissingPackages();
  const folder = makeFolder();
  chmodSync(folder, 0o711);
  const [docker, service] = await startDocker(path.join(folder, "docker"));
  const rates: { contender: string; concurrency: number; run: number; load: string; rate: number }[] = [];
  try {
    // The engine's first containers take longer.
    await contenders["bare loop"]?.(docker, 8, 4);
    for (let run = 1; run <= runs; run += 1) {
      for (const concurrency of concurrencies) {
        for (const [contender, measure] of Object.entries(contenders)) {
          const load = loadavg()[0]?.toFixed(1) ?? "";
          const count = jobs * concurrency;
          const rate = count / ((await measure(docker, count, concurrency)) / 1_000);
          rates.push({ contender, concurrency, run, load, rate });
        }
        console.log(
          rates
            .slice(-3)
            .map(({ contender, rate }) => `${contender} ${rate.toFixed(2)}/s`)
            .join(", "),
        );
      }
    }
  } finally {
    await service.stop();
    removeFolder(folder);
  }
  console.log(table(rates));
  mkdirSync(path.dirname(results), { recursive: true });
  writeFileSync(results, `${rates.map((each) => JSON.stringify(each)).join("\n")}\n`);
}

async function inParallel(count: number, concurrency: number, run: () => Promise<unknown>): Promise<void> {
  let left = count;
  const loop = async () => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

/** From the start of a worker, with all jobs in its queue, to the end of the last one, its container removed. */
async function longshore({ url, image }: DockerServer, count: number, concurrency: number): Promise<number> {
  await using server = await startServer("postgres");
  const database = await connect(await server.createDatabase());
  // The first job makes its host from this.
  process.env.DOCKER_HOST = url;
  await migrate(database);
  await enqueueMany(
    database,
    Array.from({ length: count }, () => ({ image, command: ["true"] })),
  );
  const worker = new Worker(database, { settings: loadSettings({ concurrency }), drain: true });
  const figure = await time(async () => {
    await worker.start();
    await worker.finished;
  });
  const { completed } = await stats(database);
  await database.close();
  if (completed !== count) throw new Error(`${count - completed} jobs have not completed`);
  return figure;
}

function table(rates: readonly { contender: string; concurrency: number; rate: number }[]): string {
  const names = Object.keys(contenders);
  const rows = concurrencies.map((concurrency) => {
    const medians = names.map((name) => {
      const own = rates.filter((each) => each.contender === name && each.concurrency === concurrency);
      return own.map(({ rate }) => rate).sort((a, b) => a - b)[Math.floor(own.length / 2)] as number;
    });
    const [bare = 1, ours = 0] = medians;
    return [`${concurrency}`, ...medians.map((rate) => `${rate.toFixed(2)}/s`), (ours / bare).toFixed(2)];
  });
  const lines = [
    ["at once", ...names, "Longshore to bare loop"],
    ["--:", ...names.map(() => "--:"), "--:"],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
