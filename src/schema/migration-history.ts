import { datetime, varchar } from "./column.ts";
import { table } from "./table.ts";

/**
 * Which migrations were applied, and when. An audit: what is to be done is read from the catalog.
 * `migrate` makes this table before it runs the first migration.
 */
export const migrationHistory = table(
  "longshore_migration",
  {
    name: varchar(255),
    applied_at: datetime(),
    /** applied, adopted or faked */
    how: varchar(16),
  },
  { primaryKey: ["name"] },
);
