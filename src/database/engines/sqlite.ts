import { accessSync, constants, existsSync, statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Dialect, SqliteDialect } from "kysely";
import { sqliteDatetime } from "../codecs.ts";
import { wrapConnections } from "../wrap-connections.ts";
import { retryWhileBusy } from "./sqlite-busy.ts";

/** Kysely's dialect over the SQLite that Node brings along. */
export async function sqliteDialect(path: string, create: boolean): Promise<Dialect> {
  if (path !== ":memory:") checkFile(path, create);
  const file = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true });
  await retryWhileBusy(async () => file.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"));
  return wrapConnections(new SqliteDialect({ database: adapt(file) }), retryWhileBusy);
}

/** SQLite opens what it cannot write as read-only, and says so only at the first write. */
function checkFile(path: string, create: boolean): void {
  if (!existsSync(path)) {
    if (!create) throw fileError("ENOENT", 'there is no such file; "longshore migrate" makes it');
    return;
  }
  accessSync(path, constants.R_OK | constants.W_OK);
  // Root may write any file; one that nobody may write is meant to stay as it is.
  if ((statSync(path).mode & 0o222) === 0) throw fileError("EACCES", "nobody may write it");
}

function fileError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** What Kysely asks of an SQLite library, answered by `node:sqlite`. */
export function adapt(file: DatabaseSync) {
  return {
    close: () => file.close(),
    prepare(sql: string) {
      // Migrations edit SQLite's schema where it has no ALTER; Node (from 24) forbids it otherwise.
      if (sql.startsWith("PRAGMA writable_schema")) file.enableDefensive?.(!sql.endsWith("ON"));
      // A deferred transaction that first reads and then writes fails at once where another has written
      // in between, without waiting; an immediate one waits its turn.
      const statement = file.prepare(sql === "begin" ? "begin immediate" : sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...parameters.map(encode)),
        run: (parameters: readonly unknown[]) => statement.run(...parameters.map(encode)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...parameters.map(encode)),
      };
    },
  };
}

function encode(value: unknown): SQLInputValue {
  if (value instanceof Date) return sqliteDatetime(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value as SQLInputValue;
}
