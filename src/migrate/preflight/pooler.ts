import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";

/** One round finds a pooler that nobody else uses; more of them find one at work. */
const rounds = 3;

/**
 * Refuses a pooler that gives each transaction the next free session. Locks and settings of a session are lost
 * there: two migrators would work at once. It shows in that two connections of ours, in turn, are answered by
 * one session, or one connection by two.
 *
 * @throws {LongshoreError} SHARED_SESSION
 */
export async function refusePooler(database: Database): Promise<void> {
  if (database.dialect !== "postgres") return;
  const shared = await database.connection((one) =>
    database.connection(async (other) => {
      const first = await sessionOf(one);
      const second = await sessionOf(other);
      if (first === second) return true;
      for (let round = 1; round < rounds; round++) {
        if ((await sessionOf(one)) !== first || (await sessionOf(other)) !== second) return true;
      }
      return false;
    }),
  );
  if (shared) throw new LongshoreError("SHARED_SESSION", { url: database.display });
}

/** The number of the server's process that answers. */
async function sessionOf({ query }: Database): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(query);
  return rows[0]?.pid;
}
