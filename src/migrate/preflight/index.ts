/** What is looked at before the first change: whoever cannot finish does not begin. */
import type { Catalog } from "../../database/catalog/index.ts";
import type { Database } from "../../database/database.ts";
import type { MigrationPlan } from "../plan/plan-migration.ts";
import { refuseAdoptedBaseline } from "./adopted-baseline.ts";
import { refuseCopies } from "./copies.ts";
import { refusePooler } from "./pooler.ts";
import { requirePrivileges } from "./privileges.ts";
import { refuseReadOnly } from "./read-only.ts";

export { refuseBrokenServer } from "./broken-servers.ts";

/**
 * Before the migrators' lock is asked for, which a pooler or a standby would not keep.
 *
 * @throws {LongshoreError} DATABASE_READ_ONLY, SHARED_SESSION
 */
export async function checkServer(database: Database): Promise<void> {
  await refuseReadOnly(database);
  await refusePooler(database);
}

/**
 * Once it is known what there is to do.
 *
 * @param allowCopy tables that may be copied
 * @throws {LongshoreError} ADOPTED_BASELINE, COPY_NOT_ALLOWED, MISSING_PRIVILEGE
 */
export async function checkPlans(
  database: Database,
  plans: readonly MigrationPlan[],
  catalog: Catalog,
  allowCopy: readonly string[],
): Promise<void> {
  refuseAdoptedBaseline(plans);
  refuseCopies(plans, catalog, allowCopy);
  await requirePrivileges(database, plans, catalog);
}
