/** No request, however made, breaks the API; none that it refuses, and none of a reader's, changes anything. */

import { sql } from "kysely";
import { expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import type { Database } from "../../src/database/database.ts";
import type { Engine } from "../support/databases.ts";
import fc from "../support/properties.ts";
import { operateToken, readToken, ServerBench } from "./bench.ts";
import { requestsOf } from "./requests.ts";
import { documentOf } from "./routes.ts";

export function fuzzing(engine: Engine, runs: number): void {
  const bench = new ServerBench(engine);
  // So many are looked at after each request.
  const mostJobs = 200;

  it(`answers ${runs} requests made from the document without an error of its own`, async () => {
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
        if (answer.statusCode >= 400 || !mayChange || method === "GET") {
          expect(after.content).toBe(before.content);
        }
        before = after;
        if (after.jobs <= mostJobs) return;
        await deleteOthers(bench.database, jobIds);
        before = await fingerprint(bench.database);
      }),
      { numRuns: runs },
    );
    // Else it would only have tested how it is refused.
    for (const kind of ["operate 2xx", "operate 4xx", "read 2xx", "read 4xx"]) {
      expect([kind, seen.get(kind) ?? 0]).toSatisfy(([, times]) => times > runs / 40);
    }
  });
}

/** Everything that a request could have changed, as text. */
async function fingerprint({ query }: Database): Promise<{ content: string; jobs: number }> {
  const { rows: counts } = await sql`
    select (select count(*) from container_manager_executorhost) as hosts,
      (select count(*) from longshore_attempt) as attempts, (select count(*) from longshore_setting) as settings
  `.execute(query);
  const { rows: jobs } = await sql`
    select id, status, priority, queued_at, scheduled_for, max_retries, updated_at
    from container_manager_containerjob order by id
  `.execute(query);
  return { content: JSON.stringify([counts, jobs]), jobs: jobs.length };
}

async function deleteOthers({ query }: Database, jobIds: readonly string[]): Promise<void> {
  const kept = jobIds.map(uuidParameter);
  await query.deleteFrom("container_manager_containerjob").where("id", "not in", kept).execute();
}
