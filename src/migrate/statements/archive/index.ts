/**
 * Keeping what is dropped, and giving it back. Where others write meanwhile, a column is renamed first: from
 * then on nobody changes it, so that it can be copied without holding a lock, and dropped when that is done.
 */
import type { ServerKind } from "../../server-kind.ts";
import { type KeepingStatements, keeping } from "./keeping.ts";
import { type RestoringStatements, restoring } from "./restoring.ts";

export type ArchiveStatements = KeepingStatements & RestoringStatements;

export function archiveStatements(server: ServerKind): ArchiveStatements {
  return { ...keeping(server), ...restoring(server) };
}
