import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "../../database/database.ts";

/** A moment's column as text, in UTC and to the microsecond: a Date would lose them. */
export function momentAsText({ dialect }: Database, column: string): RawBuilder<string> {
  const reference = sql.ref(column);
  if (dialect === "postgres") {
    return sql`to_char(${reference} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
  }
  return isMysqlFamily(dialect) ? sql`cast(${reference} as char)` : sql`${reference}`;
}

/** The same, back again. */
export function momentFromText({ dialect }: Database, text: string): RawBuilder<Date> {
  return dialect === "postgres" ? sql`${`${text}+00`}::timestamptz` : sql`${text}`;
}

/** To the millisecond. */
export function dateOfMomentText(text: string): Date {
  return new Date(`${text.slice(0, 23).replace(" ", "T")}Z`);
}

const pattern = /^(19[7-9]\d|[2-9]\d{3})-(\d\d)-(\d\d) ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?$/;

/** Whether a database can read it back; 31 February it cannot. */
export function isMomentText(text: string): boolean {
  const [, year, month, day] = pattern.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
