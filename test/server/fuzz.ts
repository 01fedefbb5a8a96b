/** No request, however made, breaks the API; none that it refuses, and none of a reader's, changes anything. */
import fc from "fast-check";
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { Engine } from "../support/databases.ts";
import { operateToken, readToken, ServerBench } from "./bench.ts";
import { requestsOf } from "./requests.ts";
import { documentOf } from "./routes.ts";

export function fuzzing(engine: Engine, runs: number): void {
  const bench = new ServerBench(engine);
  // Those that the failed take would be too many to be looked at after each request.
  const mostJobs = 200;

  it(`answers ${runs} requests made from the document without an error of its own`, {
    timeout: 240_000,
  }, async () => {
    const document = await documentOf(bench.server);
    const jobIds = [
      await bench.submit(),
      await bench.submit({ delay: 60_000 }),
      await bench.submit({ image: "busybox" }),
    ];
    const seen = new Map<string, number>();
    let before = await fingerprint(bench.database);
    await fc.assert(
      fc.asyncProperty(requestsOf(document, jobIds), fc.boolean(), async (request, mayChange) => {
        const { method, ...rest } = request;
        const answer = await bench.server.inject({
          ...rest,
          method: method as "GET",
          headers: { ...rest.headers, authorization: `Bearer ${mayChange ? operateToken : readToken}` },
        });
        const kind = `${mayChange ? "operate" : "read"} ${Math.floor(answer.statusCode / 100)}xx`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        expect([answer.statusCode, answer.body]).toSatisfy(([status]) => status < 500);
        if (answer.statusCode >= 400)
          expect(answer.json()).toMatchObject({ status: answer.statusCode, code: expect.any(String) });
        const after = await fingerprint(bench.database);
        if (answer.statusCode >= 400 || !mayChange || method === "GET") expect(after).toEqual(before);
        before = await keepFew(bench.database, jobIds, mostJobs);
      }),
      { numRuns: runs },
    );
    // Else it would only have tested how it is refused.
    for (const kind of ["operate 2xx", "operate 4xx", "read 2xx", "read 4xx"]) {
      expect([kind, seen.get(kind) ?? 0]).toSatisfy(([, times]) => times > runs / 40);
    }
  });
}

/** Everything that a request could have changed. */
async function fingerprint({ query }: Database): Promise<unknown> {
  const tables = [
    "container_manager_containerjob",
    "container_manager_executorhost",
    "longshore_attempt",
    "longshore_setting",
  ];
  const counts = await Promise.all(
    tables.map((table) => sql`select count(*) as n from ${sql.table(table)}`.execute(query)),
  );
  const jobs = await sql`
    select id, status, priority, queued_at, scheduled_for, max_retries, updated_at
    from container_manager_containerjob order by id
  `.execute(query);
  return JSON.stringify([counts.map(({ rows }) => rows), jobs.rows]);
}

async function keepFew(database: Database, jobIds: readonly string[], most: number): Promise<unknown> {
  const { rows } = await sql<{
    n: unknown;
  }>`select count(*) as n from container_manager_containerjob`.execute(database.query);
  if (Number(rows[0]?.n) > most) {
    const kept = sql.join(jobIds.map((id) => id.replaceAll("-", "")));
    await sql`delete from container_manager_containerjob where id not in (${kept})`.execute(database.query);
  }
  return fingerprint(database);
}
