import type { StatementProgress } from "./observer.ts";
import type { Direction } from "./plan/plan-migration.ts";
import type { Counts } from "./run-steps.ts";
import type { StepReport } from "./statements/index.ts";

/** What becomes of a migration. `repaired`: it was done before, and something of it was missing. */
export type Outcome = "applied" | "adopted" | "repaired" | "undone" | "faked";

/**
 * - `archived`: `rows` of a table were kept
 * - `restoring`: `rows` are to be restored
 * - `restored`: what could not be: `gone` rows are not in the table any more, `kept` hold what others wrote meanwhile
 * - `discarded`: by column, how many rows lost a value; `rows`, where the table is dropped
 */
export interface DataReport {
  readonly what: StepReport["kind"];
  readonly table: string;
  readonly counts: Counts;
}

/** What `migrate` tells while it works. */
export type MigrateProgress =
  /** Another migrator is at work. */
  | { readonly kind: "waiting" }
  | { readonly kind: "begin"; readonly name: string; readonly direction: Direction; readonly steps: number }
  | { readonly kind: "step"; readonly name: string; readonly description: string }
  | {
      readonly kind: "stepDone";
      readonly name: string;
      readonly description: string;
      readonly milliseconds: number;
    }
  /** A step did not get its lock, and is tried again. */
  | {
      readonly kind: "retry";
      readonly name: string;
      readonly description: string;
      readonly attempt: number;
      readonly why: string;
    }
  /** How far a long step is, a few times a second. */
  | ({ readonly kind: "progress"; readonly name: string; readonly description: string } & StatementProgress)
  /** What became of the data in what is dropped, or of an archive's. */
  | ({ readonly kind: "report"; readonly name: string } & DataReport)
  | { readonly kind: "end"; readonly name: string; readonly outcome: Outcome };

export type ProgressListener = (progress: MigrateProgress) => void;
