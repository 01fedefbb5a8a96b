/** What the API's requests read of PostgreSQL, however long the history. */
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { createServer } from "../../src/server/create-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/databases.ts";
import { keys, operateToken } from "./bench.ts";
import { fillHistory } from "./history.ts";

/** Several times what one request looks at, where no index has its answer. */
const history = 60_000;

describe.runIf(inject("engines").includes("postgres"))("with a long history", () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase("postgres");
    database = await connect(test.url);
    await fillHistory(database, history);
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await test?.drop();
  });

  /** The rows that the server reads for a request. */
  async function rowsRead(path: string): Promise<number> {
    return database.transaction(async (transaction) => {
      const server = await createServer(transaction, { keys, lease: 30_000 });
      const ask = async (url: string) =>
        server.inject({ url, headers: { authorization: `Bearer ${operateToken}` } });
      const before = await counted(transaction, read);
      const answer = await ask(path);
      expect([path, answer.statusCode]).toEqual([path, 200]);
      const after = await counted(transaction, read);
      await server.close();
      return after - before;
    });
  }

  it.each([
    // Fifty of each state at most, with their attempts.
    ["/api/v1/jobs", 1_500],
    ["/api/v1/jobs?status=running", 500],
    ["/api/v1/jobs?status=failed&since=2020-01-01T00:00:00Z", 500],
    ["/api/v1/jobs?sort=priority", 1_500],
    // Ten thousand are looked at, and there is no more than one that matches.
    ["/api/v1/jobs?search=0a1b2c3d", 35_000],
    ["/api/v1/jobs?name=the-rare-one", 35_000],
    ["/api/v1/jobs?host=host-4&status=completed", 32_000],
    ["/api/v1/jobs/count", 20_000],
    ["/api/v1/stats/series", 1_000],
    ["/api/v1/workers", 100],
    ["/api/v1/hosts", 200],
  ])("GET %s reads at most %d rows", async (path, most) => {
    expect(await rowsRead(path)).toBeLessThan(most);
  });

  it("reads of a job what is its own", async () => {
    const { rows } = await sql<{ id: string }>`select id from container_manager_containerjob limit 1`.execute(
      database.query,
    );
    expect(await rowsRead(`/api/v1/jobs/${rows[0]?.id}`)).toBeLessThan(30);
  });
});

const read = sql<number>`select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::float8 as n
  from pg_stat_xact_user_tables`;

async function counted({ query }: Database, what: RawBuilder<unknown>): Promise<number> {
  const { rows } = await (what as RawBuilder<{ n: number }>).execute(query);
  return rows[0]?.n ?? 0;
}
