import { datetime, json, varchar } from "./column.ts";
import { table } from "./table.ts";

/**
 * Which migrations were applied, and when. An audit: what is to be done is read from the catalog.
 * `migrate` makes this table before it runs the first migration.
 */
export const migrationHistory = table(
  "longshore_migration",
  {
    name: varchar(255),
    /** When it was done; while it is only started, when that was. */
    applied_at: datetime(),
    /** started, applied, adopted or faked */
    how: varchar(16),
    /** What was there before it, as a list of names: undoing it leaves these alone. */
    adopted: json(),
  },
  { primaryKey: ["name"] },
);
