import { invertAll } from "./invert.ts";
import type { Operation } from "./operations.ts";

/** A named list of operations. Once released it is frozen: it says what it means itself. */
export interface Migration {
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly operations: readonly Operation[];
}

/** Declares a migration; files in src/migrations export one each. */
export function migration(
  name: string,
  rest: { dependsOn?: readonly string[]; operations: readonly Operation[] },
): Migration {
  return { name, dependsOn: rest.dependsOn ?? [], operations: rest.operations };
}

/** The operations of a migration in one direction. */
export function operationsOf(migration: Migration, direction: "forward" | "backward"): readonly Operation[] {
  return direction === "forward" ? migration.operations : invertAll(migration.operations);
}
