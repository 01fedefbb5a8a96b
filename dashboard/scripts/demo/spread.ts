import { uuidParameter } from "../../../src/database/codecs.ts";
import type { Database } from "../../../src/database/database.ts";

const minute = 60_000;

/**
 * Moves jobs that have just ended back over the last hour, and gives them durations that jobs have: nobody
 * wants to wait an hour for a picture. What they wrote, and how they ended, stays as it was.
 */
export async function spreadOverTheLastHour(database: Database): Promise<void> {
  const jobs = await database.query
    .selectFrom("container_manager_containerjob")
    .select(["id"])
    .where("completed_at", "is not", null)
    .orderBy("created_at")
    .execute();
  const random = randomNumbers(7);
  for (const [index, { id }] of jobs.entries()) {
    const end = Date.now() - (58 - (index / jobs.length) * 57 + random() * 2) * minute;
    await moveTo(database, id, end, random);
  }
}

/** @param end when the job's last attempt ended, milliseconds since 1970 */
async function moveTo(database: Database, id: string, end: number, random: () => number): Promise<void> {
  const attempts = await database.query
    .selectFrom("longshore_attempt")
    .select(["number", "started_at"])
    .where("job_id", "=", uuidParameter(id))
    .orderBy("number", "desc")
    .execute();
  let at = end;
  for (const { number, started_at } of attempts) {
    const ended = at;
    const started = ended - (started_at ? 1_500 + random() ** 3 * 80_000 : 300);
    const claimed = started - (120 + random() * 900);
    await database.query
      .updateTable("longshore_attempt")
      .set({
        claimed_at: new Date(claimed),
        started_at: started_at && new Date(started),
        ended_at: new Date(ended),
      })
      .where("job_id", "=", uuidParameter(id))
      .where("number", "=", number)
      .execute();
    at = claimed - 2_500;
  }
  // The queue was fuller half an hour ago.
  const fullness = 1 + 6 * Math.exp(-(((Date.now() - end) / minute - 30) ** 2) / 60);
  const queued = new Date(at - fullness * (200 + random() ** 2 * 9_000));
  const first = new Date(at + 2_500);
  await database.query
    .updateTable("container_manager_containerjob")
    .set((set) => ({
      created_at: queued,
      updated_at: new Date(end),
      queued_at: set.fn.coalesce(set.val(queued), "queued_at"),
      started_at: set.case().when("started_at", "is", null).then(null).else(first).end(),
      completed_at: new Date(end),
    }))
    .where("id", "=", uuidParameter(id))
    .execute();
}

/** Always the same ones, from 0 to 1: pictures that are made again differ only where the page does. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
