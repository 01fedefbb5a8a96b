import { type RawBuilder, sql } from "kysely";
import { formatUuid } from "../../database/codecs.ts";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";

/** A place in a list of jobs, newest first: behind the job of this id, created at this moment. */
export interface Cursor {
  /** In UTC, to the microsecond where the database keeps them. */
  readonly at: string;
  readonly id: string;
}

const momentText = /^(19[7-9]\d|[2-9]\d{3})-(\d\d)-(\d\d) ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?$/;

export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

/** @throws {LongshoreError} INVALID_INPUT for anything that no list gave */
export function decodeCursor(text: string): Cursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    if (typeof at === "string" && isMoment(at) && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id)) {
      return { at, id: formatUuid(id) };
    }
  } catch {
    // Not even JSON.
  }
  throw new LongshoreError("INVALID_INPUT", { what: "after", why: "is not what a list gave as next" });
}

function isMoment(text: string): boolean {
  const [, year, month, day] = momentText.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** A moment's column as a cursor has it: a Date would lose its microseconds. */
export function momentAsText({ dialect }: Database, column: string): RawBuilder<string> {
  const reference = sql.ref(column);
  if (dialect === "postgres")
    return sql`to_char(${reference} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
  return isMysqlFamily(dialect) ? sql`cast(${reference} as char)` : sql`${reference}`;
}

/** The same, back again. */
export function momentFromText({ dialect }: Database, text: string): RawBuilder<Date> {
  return dialect === "postgres" ? sql`${`${text}+00`}::timestamptz` : sql`${text}`;
}
