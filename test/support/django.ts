/** Django beside us: its ORM on a test database, and the tables as its migrations make them. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";

/** A row as Django's ORM gives it: every field by its column's name. Times are ISO 8601 with six digits, in UTC. */
export type DjangoRow = Record<string, unknown>;

const script = path.join(import.meta.dirname, "django/orm.py");
const fixtures = path.resolve(import.meta.dirname, "../fixtures/django");

/** Reads one job, with its `docker_host` and `environment_template`. */
export async function djangoOrm(databaseUrl: string, command: "read", id: string): Promise<DjangoRow>;
/** Reads all jobs, oldest first. */
export async function djangoOrm(databaseUrl: string, command: "list"): Promise<DjangoRow[]>;
/** Creates a job, on the host "django" where the row names none. Returns its id, with dashes. */
export async function djangoOrm(databaseUrl: string, command: "write", row: DjangoRow): Promise<string>;
export async function djangoOrm(
  databaseUrl: string,
  command: string,
  argument?: string | DjangoRow,
): Promise<unknown> {
  const id = typeof argument === "string" ? [argument] : [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const python = execFile(
    "/usr/bin/python3",
    ["-B", script, databaseUrl, command, ...id],
    { maxBuffer: Number.POSITIVE_INFINITY, env: {} },
    (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
  );
  python.stdin?.end(JSON.stringify(argument));
  return JSON.parse(await promise);
}

/** initial: the tables of its first migration. upstream: its second as well, with queue fields of its own. */
export type DjangoShape = "initial" | "upstream";

/**
 * Makes the tables as Django's migrations do, users and migration history among them.
 * `flavour` is the database Django took the server for: "mysql" on MariaDB gives `char(32)` ids,
 * as Django before 5 does.
 */
export async function loadDjangoFixture(
  url: string,
  shape: DjangoShape,
  flavour: "sqlite" | "postgres" | "mariadb" | "mysql" = engineOf(url),
): Promise<void> {
  const shapes: DjangoShape[] = shape === "initial" ? ["initial"] : ["initial", "upstream"];
  const files = shapes.map((name) => readFile(path.join(fixtures, `${flavour}.${name}.sql`), "utf8"));
  await runScript(url, (await Promise.all(files)).join("\n"));
}

async function runScript(url: string, sql: string): Promise<void> {
  switch (engineOf(url)) {
    case "sqlite": {
      using database = new DatabaseSync(url.slice("sqlite:".length), {
        // As Django does while it remakes a table.
        enableForeignKeyConstraints: false,
      });
      database.exec(sql);
      return;
    }
    case "postgres": {
      const client = new Client(url);
      await client.connect();
      await client.query(sql).finally(() => client.end());
      return;
    }
    case "mariadb": {
      const uri = url.replace("mariadb:", "mysql:");
      const connection = await createConnection({ uri, multipleStatements: true });
      await connection.query(sql).finally(() => connection.end());
    }
  }
}

function engineOf(url: string): "sqlite" | "postgres" | "mariadb" {
  return url.slice(0, url.indexOf(":")) as "sqlite" | "postgres" | "mariadb";
}
