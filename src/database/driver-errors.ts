import { type ErrorCode, LongshoreError, messageOf } from "../errors.ts";

/** What the drivers say, by the code on the error they throw. */
const codes: Record<string, ErrorCode> = {
  // Node's sockets and files
  ECONNREFUSED: "DATABASE_UNREACHABLE",
  ENOTFOUND: "DATABASE_UNREACHABLE",
  EAI_AGAIN: "DATABASE_UNREACHABLE",
  ETIMEDOUT: "DATABASE_UNREACHABLE",
  EHOSTUNREACH: "DATABASE_UNREACHABLE",
  EPIPE: "DATABASE_UNREACHABLE",
  ECONNRESET: "DATABASE_UNREACHABLE",
  ENOENT: "DATABASE_UNREACHABLE",
  PROTOCOL_CONNECTION_LOST: "DATABASE_UNREACHABLE",
  EACCES: "DATABASE_READ_ONLY",
  EROFS: "DATABASE_READ_ONLY",
  // PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
  "28P01": "DATABASE_UNREACHABLE",
  "28000": "DATABASE_UNREACHABLE",
  "3D000": "DATABASE_UNREACHABLE",
  "57P03": "DATABASE_UNREACHABLE",
  "57P01": "DATABASE_UNREACHABLE",
  "57P02": "DATABASE_UNREACHABLE",
  "25P03": "DATABASE_UNREACHABLE",
  "53300": "DATABASE_UNREACHABLE",
  "25006": "DATABASE_READ_ONLY",
  "42P01": "NOT_MIGRATED",
  "42703": "NOT_MIGRATED",
  // MariaDB and MySQL
  ER_ACCESS_DENIED_ERROR: "DATABASE_UNREACHABLE",
  ER_DBACCESS_DENIED_ERROR: "DATABASE_UNREACHABLE",
  ER_BAD_DB_ERROR: "DATABASE_UNREACHABLE",
  ER_CON_COUNT_ERROR: "DATABASE_UNREACHABLE",
  ER_OPTION_PREVENTS_STATEMENT: "DATABASE_READ_ONLY",
  ER_NO_SUCH_TABLE: "NOT_MIGRATED",
  ER_BAD_FIELD_ERROR: "NOT_MIGRATED",
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: "UNSTORABLE_TEXT",
  // As MariaDB spells it: an index that a statement names is not there.
  ER_KEY_DOES_NOT_EXITS: "NOT_MIGRATED",
  ER_KEY_DOES_NOT_EXISTS: "NOT_MIGRATED",
};

/** What pg says without a code. */
const lostConnection =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const sqliteCodes: Record<number, ErrorCode> = {
  5: "DATABASE_BUSY",
  8: "DATABASE_READ_ONLY",
  14: "DATABASE_UNREACHABLE",
  26: "DATABASE_UNREACHABLE",
};

/** The error of ours that a driver's error means, or the same error where it means none. */
export function translate(error: unknown, display: string): unknown {
  const code = codeOf(error);
  switch (code) {
    case "DATABASE_UNREACHABLE":
      return new LongshoreError(code, { url: display, why: reasonOf(error) }, { cause: error });
    case "DATABASE_READ_ONLY":
    case "DATABASE_BUSY":
      return new LongshoreError(code, { url: display }, { cause: error });
    case "NOT_MIGRATED":
    case "UNSTORABLE_TEXT":
      return new LongshoreError(code, { why: reasonOf(error) }, { cause: error });
    default:
      return error;
  }
}

function codeOf(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error) || error instanceof LongshoreError) return undefined;
  const { code, errcode } = error as { code?: string; errcode?: number };
  if (errcode !== undefined) {
    if (/no such (table|column|index)/.test(error.message)) return "NOT_MIGRATED";
    return sqliteCodes[errcode & 0xff];
  }
  if (code === undefined && lostConnection.test(error.message)) return "DATABASE_UNREACHABLE";
  return code === undefined ? undefined : codes[code];
}

/** Some errors of sockets hold several, one for each address, and no message of their own. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return messageOf(first).replaceAll(/\s+/g, " ");
}
