import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../schema/index.ts";

/** The database's clock. Whatever two processes compare is written with this, never with their own. */
export interface Clock {
  readonly now: RawBuilder<Date>;
  /** Now plus `milliseconds`, which may be negative. */
  after(milliseconds: number): RawBuilder<Date>;
}

/** Fixed for one statement, so that an index can be walked by it; later in the next. */
export function clockOf(dialect: Dialect): Clock {
  switch (dialect) {
    case "postgres":
      return {
        now: sql`statement_timestamp()`,
        after: (milliseconds) =>
          sql`statement_timestamp() + ${milliseconds}::float8 * interval '1 millisecond'`,
      };
    case "sqlite":
      return {
        now: sqliteMoment("+0 seconds"),
        after: (ms) => sqliteMoment(`${(ms / 1000).toFixed(3)} seconds`),
      };
    default:
      return {
        now: sql`utc_timestamp(6)`,
        after: (milliseconds) =>
          sql`utc_timestamp(6) + interval ${sql.lit(Math.round(milliseconds * 1000))} microsecond`,
      };
  }
}

/** Django's form: six digits of fraction, or none where it is zero. */
function sqliteMoment(modifier: string): RawBuilder<Date> {
  return sql`replace(strftime('%Y-%m-%d %H:%M:%f000', 'now', ${modifier}), '.000000', '')`;
}
