import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../schema/index.ts";

/** The database's clock. Whatever two processes compare is written with this, never with their own. */
export interface Clock {
  readonly now: RawBuilder<Date>;
  /** Now plus `milliseconds`, which may be negative, or be an expression. */
  after(milliseconds: number | RawBuilder<number>): RawBuilder<Date>;
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
        now: sqliteMoment(sql`'+0 seconds'`),
        after: (ms) => sqliteMoment(sql`printf('%.3f seconds', ${ms} / 1000.0)`),
      };
    default:
      return {
        now: sql`utc_timestamp(6)`,
        after: (milliseconds) => sql`utc_timestamp(6) + interval round(${milliseconds} * 1000) microsecond`,
      };
  }
}

/** Django's form: six digits of fraction, or none where it is zero. */
function sqliteMoment(modifier: RawBuilder<unknown>): RawBuilder<Date> {
  return sql`replace(strftime('%Y-%m-%d %H:%M:%f000', 'now', ${modifier}), '.000000', '')`;
}
