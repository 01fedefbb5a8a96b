import type { Direction } from "./plan/plan-migration.ts";

/** What becomes of a migration. `repaired`: it was done before, and something of it was missing. */
export type Outcome = "applied" | "adopted" | "repaired" | "undone" | "faked";

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
  | { readonly kind: "end"; readonly name: string; readonly outcome: Outcome };

export type ProgressListener = (progress: MigrateProgress) => void;
