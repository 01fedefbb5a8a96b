/**
 * Containers a second, each of which does nothing: Longshore against a bare loop over the engine's API.
 *
 * The engine's own speed drifts by a third from minute to minute. So the two run in turns of a few seconds, side
 * by side in each round and in an order that changes with each, and what counts is the median of the rounds' ratios.
 */
import { execFile } from "node:child_process";
import { chmodSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { makeFolder, removeFolder } from "../../test/support/folder.ts";
import { type DockerServer, startDocker } from "../../test/support/servers/docker.ts";
import { installMissingPackages } from "../../test/support/servers/packages.ts";
import { time } from "../measure.ts";
import { keepResults } from "../report.ts";
import { type BenchServer, startServer } from "../servers.ts";
import { bareLoop } from "./bare.ts";
import { type Contender, loopOf } from "./contender.ts";
import { longshore } from "./longshore.ts";
import { type Measurement, ratioOf, table } from "./report.ts";

const concurrencies = [1, 4, 8];
/** The others only show where the two stand: they run in each so many rounds. */
const othersEvery = 3;

export interface ContainersOptions {
  /** Rounds for each number of containers at once. */
  readonly runs?: number | undefined;
  /** Containers of a turn, for each that runs at once. */
  readonly jobs?: number | undefined;
}

export async function containersBench({ runs = 15, jobs = 6 }: ContainersOptions): Promise<void> {
  installMissingPackages();
  const folder = makeFolder();
  chmodSync(folder, 0o711);
  const [docker, service] = await startDocker(path.join(folder, "docker"));
  const measurements: Measurement[] = [];
  try {
    await using server = await startServer("postgres");
    console.log(`${server.description}, Docker ${await versionOf(docker)}\n`);
    for (const concurrency of concurrencies) {
      const { pair, others } = await contendersOf(concurrency, docker, server);
      const all = [...others, ...pair];
      // The first containers of each take longer.
      for (const { run } of all) await run(2 * concurrency);
      for (let round = 1; round <= runs; round += 1) {
        const turns = round % othersEvery === 1 ? all : pair;
        for (const { name, run } of round % 2 === 1 ? turns : turns.toReversed()) {
          const load = loadavg()[0]?.toFixed(1) ?? "";
          const count = jobs * concurrency;
          const rate = count / ((await time(() => run(count))) / 1_000);
          measurements.push({ contender: name, concurrency, round, load, rate });
        }
        const ratio = ratioOf(measurements, concurrency, round);
        console.log(`${concurrency} at once, round ${round}: Longshore to bare loop ${ratio?.toFixed(2)}`);
      }
      for (const contender of all) await contender.close();
    }
  } finally {
    await service.stop();
    removeFolder(folder);
  }
  console.log(`\n${table(measurements, concurrencies)}`);
  keepResults("containers", measurements);
}

async function contendersOf(
  concurrency: number,
  docker: DockerServer,
  server: BenchServer,
): Promise<{ pair: Contender[]; others: Contender[] }> {
  const { url, image } = docker;
  const dockerRun = () => promisify(execFile)("docker", ["--host", url, "run", "--rm", image, "true"]);
  return {
    pair: [
      bareLoop("bare loop", concurrency, docker, "Longshore's"),
      await longshore(concurrency, docker, server),
    ],
    others: [
      bareLoop("with the engine's defaults", concurrency, docker, "the engine's"),
      loopOf("docker run", concurrency, dockerRun),
    ],
  };
}

async function versionOf({ url }: DockerServer): Promise<string> {
  const format = "{{.Server.Version}}";
  const { stdout } = await promisify(execFile)("docker", ["--host", url, "version", "--format", format]);
  return stdout.trim();
}
