import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { transitions } from "../job/states.ts";

/** Priorities by name, from the lowest up to and with the highest. */
export const bands = { low: [0, 39], normal: [40, 69], high: [70, 100] } as const;

export type Band = keyof typeof bands;

export interface Depth {
  readonly band: Band;
  readonly state: "ready" | "scheduled";
  readonly jobs: number;
}

/** How many jobs wait in each band of priorities: ready to be launched, or for their time. */
export async function depthByBand(database: Database): Promise<Depth[]> {
  const waiting = sql.join(transitions.claim.from.map((status) => sql.lit(status)));
  const later = sql`case when scheduled_for is not null and scheduled_for > ${database.now} then 1 else 0 end`;
  const { rows } = await sql<{ priority: number; later: unknown; jobs: unknown }>`
    select priority, ${later} as later, count(*) as jobs
    from container_manager_containerjob
    where status in (${waiting}) and queued_at is not null and launched_at is null
      and retry_count < max_retries
    group by priority, ${later}
  `.execute(database.query);
  return (Object.keys(bands) as Band[]).flatMap((band) =>
    (["ready", "scheduled"] as const).map((state) => {
      const [from, to] = bands[band];
      const ours = rows.filter(
        ({ priority, later }) =>
          priority >= from && priority <= to && (Number(later) === 1) === (state === "scheduled"),
      );
      return { band, state, jobs: ours.reduce((sum, { jobs }) => sum + Number(jobs), 0) };
    }),
  );
}
