/** A migration with probes beside it: what an application that knows only the old columns feels of it. */
import type { Database } from "../../database/database.ts";
import { isLongshoreError } from "../../errors.ts";
import type { MigrateResult } from "../migrate.ts";
import type { ProgressListener } from "../progress.ts";
import { makeProbeRows, removeProbeRows } from "./probe-rows.ts";
import { startProbes } from "./probes.ts";
import { type Mark, proofsOf, type StepProof, summarise } from "./timeline.ts";

export type { StepProof } from "./timeline.ts";

export interface Proof {
  readonly migrations: MigrateResult;
  readonly steps: readonly StepProof[];
  /** Of all probes, from before the first step until after the last. */
  readonly total: StepProof;
}

/**
 * Migrates with probes beside it, and removes their rows afterwards, also where it fails.
 *
 * @param database for the probes alone
 * @param run migrates, and tells the listener how it goes
 * @throws {LongshoreError} INVALID_INPUT where there is no table to probe, and what `run` throws
 */
export async function prove(
  database: Database,
  run: (onProgress: ProgressListener) => Promise<MigrateResult>,
): Promise<Proof> {
  await clear(database);
  try {
    const rows = await makeProbeRows(database);
    const probes = await startProbes(database, rows);
    const marks: Mark[] = [];
    try {
      const migrations = await run((progress) => {
        if (progress.kind === "step") marks.push({ step: progress.description, at: performance.now() });
      });
      const end = performance.now();
      await probes.stop();
      const { samples } = probes;
      return { migrations, steps: proofsOf(marks, end, samples), total: summarise("in all", samples) };
    } finally {
      await probes.stop();
    }
  } finally {
    await clear(database);
  }
}

async function clear(database: Database): Promise<void> {
  try {
    await removeProbeRows(database);
  } catch (error) {
    // Where there are no tables, there are no rows in them.
    if (!isLongshoreError(error, "NOT_MIGRATED")) throw error;
  }
}
