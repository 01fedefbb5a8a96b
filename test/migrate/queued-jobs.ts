/** Jobs, and what else is in a database whose queue is in use; and ways to see that all of it is still there. */
import { sql } from "kysely";
import type { Database } from "../../src/database/database.ts";
import { baselineColumns, checksum, insertBaselineJobs, job } from "./rows.ts";

/** The columns of a job, the queue's among them. */
export const everyColumn: readonly string[] = [
  ...baselineColumns,
  ...["queued_at", "scheduled_for", "launched_at", "retry_count", "max_retries", "priority"],
];

/** Inserts jobs of which four in five have something in the queue's columns. */
export async function insertQueuedJobs(database: Database, count: number): Promise<void> {
  await insertBaselineJobs(database, count);
  const at = (text: string) => `'2025-03-04 05:06:${text}'`;
  const update = (set: string, where: string) => database.execute(`UPDATE ${job} SET ${set} WHERE ${where}`);
  await update(`queued_at = ${at("07.123456")}, priority = 80`, "timeout_seconds % 5 = 1");
  await update(`scheduled_for = ${at("08")}, queued_at = ${at("07")}`, "timeout_seconds % 5 = 2");
  await update(`launched_at = ${at("09.000001")}, retry_count = 2`, "timeout_seconds % 5 = 3");
  await update("max_retries = 0, priority = 0", "timeout_seconds % 5 = 4");
}

/**
 * Copies each job within the database until there are `times` as many. No two of one kind are alike, and four in
 * five still have something in the queue's columns.
 */
export async function multiplyJobs(database: Database, times: number): Promise<void> {
  const values: Record<string, string> = {
    id: newId[database.dialect === "mysql" ? "mariadb" : database.dialect],
    timeout_seconds: "timeout_seconds + 5 * n",
    retry_count: "retry_count * n",
    priority: "CASE priority WHEN 80 THEN n % 50 ELSE priority END",
  };
  const copied = everyColumn.map((name) => values[name] ?? name);
  await database.execute(`INSERT INTO ${job} (${everyColumn.join(", ")})
    WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${times})
    SELECT ${copied.join(", ")} FROM ${job} CROSS JOIN numbers`);
}

const newId = { postgres: "gen_random_uuid()", mariadb: "uuid()", sqlite: "lower(hex(randomblob(16)))" };

/** Gives each of some jobs three attempts, of which the second does not know what it used. */
export async function insertAttempts(database: Database, jobs: number): Promise<void> {
  await database.execute(`INSERT INTO longshore_attempt
    (job_id, number, worker_id, host_id, node, execution_id, claimed_at, peak_memory_bytes, average_cpu_cores)
    SELECT id, n, id, 1, 'node', '', created_at,
      CASE WHEN n <> 2 THEN 5000000000 + timeout_seconds + n END,
      CASE WHEN n <> 2 THEN 0.25 * n END
    FROM (SELECT id, created_at, timeout_seconds FROM ${job} ORDER BY id LIMIT ${jobs}) AS chosen
    CROSS JOIN (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS numbers`);
}

/** The columns of an attempt that its table was made with, as far as they have values here. */
export const firstAttemptColumns: readonly string[] = [
  "job_id",
  "number",
  "worker_id",
  "host_id",
  "node",
  "execution_id",
  "claimed_at",
];

/** A checksum of all that the queue's users have written. */
export async function checksumOfAll(database: Database): Promise<string> {
  const used = ["peak_memory_bytes", "average_cpu_cores"];
  const attempts = await checksum(database, [...firstAttemptColumns, ...used], "longshore_attempt");
  return `${await checksum(database, everyColumn)} ${attempts}`;
}

export async function countRows(database: Database, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
    database.query,
  );
  return Number(rows[0]?.n);
}
