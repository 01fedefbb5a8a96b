import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { loadDjangoFixture } from "../../../test/support/django.ts";
import { bareFile, type Contender, django, longshore } from "../contenders.ts";
import { insertHost, insertRows } from "../rows.ts";
import type { StartEngine } from "./engine.ts";

/** In Node: the command line of SQLite is often older than ADD CONSTRAINT. */
const bare: Contender = {
  name: "bare statements",
  command: (url) => ({
    program: process.execPath,
    args: [fileURLToPath(import.meta.resolve("../run-sqlite.ts")), url, bareFile("sqlite.sql")],
  }),
};

export const startSqliteEngine: StartEngine = async (folder) => {
  mkdirSync(folder, { recursive: true });
  const filled = path.join(folder, "filled.db");
  const file = path.join(folder, "bench.db");
  return {
    dialect: "sqlite",
    description: `SQLite ${process.versions.sqlite}, WAL, synchronous=NORMAL, writers wait 5 s for the lock`,
    contenders: [bare, django, longshore],
    async fill(rows) {
      await loadDjangoFixture(`sqlite:${filled}`, "initial");
      using database = new DatabaseSync(filled);
      database.exec("pragma journal_mode = wal");
      database.exec(insertHost("sqlite"));
      database.exec(insertRows("sqlite", rows));
    },
    async copy() {
      copyFileSync(filled, file);
      return `sqlite:${file}`;
    },
    async change(statement) {
      // Closing it moves the log into the file.
      using database = new DatabaseSync(file);
      database.exec(statement);
    },
    async drop() {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    },
    async stop() {},
  };
};
