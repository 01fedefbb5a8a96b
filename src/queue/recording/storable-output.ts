import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import type { AttemptRecord } from "./attempt-record.ts";

/**
 * The same records, with `?` in the output for each character that the job's row cannot hold: an old database
 * of Django's may be `utf8`, which on MariaDB and MySQL has no emoji, or `latin1`. The log pieces, which are in
 * a table of ours, have what was written.
 */
export async function withStorableOutput(
  database: Database,
  records: readonly AttemptRecord[],
): Promise<AttemptRecord[]> {
  const charset = sql.raw(await charsetOfOutput(database));
  const storable = async (text: string) => {
    const { rows } = await sql<{ text: string }>`
      select convert(convert(${text} using ${charset}) using utf8mb4) as text
    `.execute(database.query);
    return rows[0]?.text ?? "";
  };
  return Promise.all(
    records.map(async (record) => {
      if (!record.ended) return record;
      const { outcome } = record.ended;
      const [stdout, stderr] = await Promise.all([storable(outcome.stdout), storable(outcome.stderr)]);
      return { ...record, ended: { ...record.ended, outcome: { ...outcome, stdout, stderr } } };
    }),
  );
}

async function charsetOfOutput(database: Database): Promise<string> {
  const { rows } = await sql<{ charset: string }>`
    select character_set_name as charset from information_schema.columns
    where table_schema = database() and table_name = 'container_manager_containerjob' and column_name = 'stdout_log'
  `.execute(database.query);
  return rows[0]?.charset ?? "utf8mb4";
}
