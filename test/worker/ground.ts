/** Where the jobs of these tests run, and how it is counted from outside what was started. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { SettingsInput } from "../../src/config.ts";
import { createDockerExecutor } from "../../src/executors/docker/index.ts";
import { createProcessExecutor } from "../../src/executors/process/index.ts";
import type { Job } from "../../src/queue/job/job.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { installationId } from "../../src/queue/workers/installation.ts";
import type { Engine } from "../support/databases.ts";
import { dockerEngine } from "../support/docker.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { countStarts } from "./container-starts.ts";

export interface Ground {
  /** A job that runs the script in a shell. */
  readonly job: (name: string, script: string) => JobSpec;
  /** What workers need to be told. */
  readonly settings: Partial<SettingsInput>;
  /** How often anything of the job was started. */
  readonly startsOf: (job: Job) => number;
  /** What is left of executions, of any job in this database. */
  readonly leftovers: () => Promise<readonly unknown[]>;
  readonly close: () => Promise<void>;
}

/** A migrated database and a ground on it, for the tests of one suite; there from its first test on. */
export function useGround(
  engine: Engine,
  makeGround: (migrated: MigratedDatabase) => Promise<Ground>,
): { readonly migrated: MigratedDatabase; readonly ground: Ground } {
  const used: { migrated?: MigratedDatabase; ground?: Ground } = {};
  beforeAll(async () => {
    used.migrated = await createMigratedDatabase(engine);
    used.ground = await makeGround(used.migrated);
  });
  afterAll(async () => {
    await used.ground?.close();
    await used.migrated?.drop();
  });
  return used as Required<typeof used>;
}

/** Each process appends a line to a file. */
export async function processGround({ database }: MigratedDatabase): Promise<Ground> {
  const folder = makeFolder();
  const marks = path.join(folder, "marks");
  const executor = createProcessExecutor({ stateDirectory: folder });
  const installation = await installationId(database);
  return {
    job: (name, script) => ({ name, command: ["sh", "-c", `echo '${name}' >> '${marks}'; ${script}`] }),
    settings: { stateDirectory: folder },
    startsOf: ({ name }) => readFileSync(marks, "utf8").split(`${name}\n`).length - 1,
    leftovers: () => executor.list(installation),
    close: async () => removeFolder(folder),
  };
}

/** The engine's events are counted as they come: it remembers few of them. */
export async function dockerGround({ database }: MigratedDatabase): Promise<Ground> {
  const { socket, url, image } = await dockerEngine();
  const { DOCKER_HOST } = process.env;
  // The first job makes the host, and takes the engine from here.
  process.env.DOCKER_HOST = url;
  const executor = createDockerExecutor({ connection: url });
  const installation = await installationId(database);
  const starts = await countStarts(socket);
  return {
    job: (name, script) => ({ name, image, command: ["sh", "-c", script] }),
    settings: {},
    startsOf: ({ id }) => starts.of(id),
    leftovers: () => executor.list(installation),
    async close() {
      if (DOCKER_HOST === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = DOCKER_HOST;
      starts.close();
      await executor.close();
    },
  };
}
