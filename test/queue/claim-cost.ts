/**
 * What a claim reads, as the database counts it: the plan's text is the same, good or bad.
 *
 * - PostgreSQL explains each statement once more, with the pages that it looked at.
 * - MariaDB counts rows and index entries.
 * - SQLite counts nothing that can be asked for. With next to no cache it reads a page whenever it looks at
 *   one, and the system counts that. Python's SQLite tells the steps of its virtual machine.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CompiledQuery, type KyselyPlugin, sql } from "kysely";
import type { Database } from "../../src/database/database.ts";
import { registerWorker, type WorkerIdentity } from "../../src/queue/workers/workers.ts";

export type Measure = "pages" | "rows" | "steps";

export interface Cost {
  /** In the database's measure. */
  readonly reads: number;
  /** Statements, without those that begin and end the transaction. */
  readonly statements: number;
  /** Milliseconds. */
  readonly time: number;
}

export async function someWorker(database: Database): Promise<WorkerIdentity> {
  const worker = { id: randomUUID(), node: "here", pid: 1, concurrency: 1 };
  await registerWorker(database, worker);
  return worker;
}

/** What `work` costs. It is done in a transaction that is undone afterwards. */
export async function costOf(
  database: Database,
  measure: Measure,
  work: (database: Database) => Promise<unknown>,
): Promise<Cost> {
  return database.connection(async (connection) => {
    if (database.dialect === "sqlite") await connection.execute("pragma cache_size = 1");
    if (database.dialect === "sqlite") await connection.execute("pragma cache_spill = off");
    const recorder = new Recorder();
    const before = await readsOf(connection);
    let time = 0;
    await connection
      .transaction(async (transaction) => {
        const start = performance.now();
        await work(transaction.over(transaction.query.withPlugin(recorder)));
        time = performance.now() - start;
        throw new GivenBack();
      })
      .catch((error) => {
        if (!(error instanceof GivenBack)) throw error;
      });
    const reads = (await readsOf(connection)) - before;
    const statements = recorder.compiledBy(connection);
    const counted = { statements: statements.length, time };
    if (measure === "steps") return { reads: stepsOf(connection, statements), ...counted };
    if (database.dialect === "postgres") return { reads: await pagesOf(connection, statements), ...counted };
    return { reads, ...counted };
  });
}

class GivenBack extends Error {}

/** Notes the statements that run. */
class Recorder implements KyselyPlugin {
  readonly #asked: Parameters<KyselyPlugin["transformQuery"]>[0][] = [];
  readonly transformQuery: KyselyPlugin["transformQuery"] = (asked) => {
    this.#asked.push(asked);
    return asked.node;
  };
  readonly transformResult: KyselyPlugin["transformResult"] = async ({ result }) => result;

  compiledBy({ query }: Database): CompiledQuery[] {
    return this.#asked.map(({ node, queryId }) => query.getExecutor().compileQuery(node, queryId));
  }
}

/** What the connection, or its thread, has read so far. */
async function readsOf({ query, dialect }: Database): Promise<number> {
  if (dialect === "sqlite") return pagesRead();
  if (dialect === "postgres") return 0;
  const { rows } = await sql<{ n: number }>`select sum(variable_value) as n
    from information_schema.session_status where variable_name like 'HANDLER\\_READ\\_%'`.execute(query);
  return Number(rows[0]?.n);
}

interface Plan {
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
}

/** The same statements once more, explained: nobody else's pages are counted, nor those of the catalog. */
async function pagesOf(database: Database, statements: readonly CompiledQuery[]): Promise<number> {
  let pages = 0;
  await database
    .transaction(async ({ query }) => {
      for (const statement of statements) {
        const text = `explain (analyze, buffers, format json) ${statement.sql}`;
        const { rows } = await query.executeQuery<{ "QUERY PLAN": { Plan: Plan }[] }>({
          ...statement,
          sql: text,
        });
        const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
        if (plan) pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
      }
      throw new GivenBack();
    })
    .catch((error) => {
      if (!(error instanceof GivenBack)) throw error;
    });
  return pages;
}

/** Of this thread, in which `node:sqlite` reads. */
function pagesRead(): number {
  const [, bytes] = /^rchar: (\d+)$/m.exec(readFileSync("/proc/thread-self/io", "utf8")) ?? [];
  return Math.floor(Number(bytes) / 4096);
}

const replay = `
import json, sqlite3, sys
asked = json.load(sys.stdin)
database = sqlite3.connect(asked["path"], isolation_level=None)
steps = 0
def step():
    global steps
    steps += 1
database.execute("begin immediate")
database.set_progress_handler(step, 1)
for text, values in asked["statements"]:
    database.execute(text, values).fetchall()
database.set_progress_handler(None, 1)
database.execute("rollback")
print(steps)
`;

/** The same statements once more, counted by Debian's Python. */
function stepsOf({ display }: Database, statements: readonly CompiledQuery[]): number {
  const input = JSON.stringify({
    path: display.replace("sqlite:", ""),
    statements: statements.map(({ sql: text, parameters }) => [text, parameters]),
  });
  return Number(execFileSync("/usr/bin/python3", ["-c", replay], { input }));
}
