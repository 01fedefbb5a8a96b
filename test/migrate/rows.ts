/** Jobs as an application writes them that knows only the columns from before the queue. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { jsonParameter, uuidParameter } from "../../src/database/codecs.ts";
import type { Database } from "../../src/database/database.ts";
import { stateAfter } from "../../src/migrate/state.ts";
import { migrations } from "../../src/migrations/index.ts";

export const job = "container_manager_containerjob";

/** The columns from before the queue. */
export const baselineColumns: readonly string[] = Object.keys(
  stateAfter(migrations.slice(0, 1)).get(job)?.columns ?? {},
);

/**
 * Inserts `count` jobs that differ in every column, on a host of their own.
 *
 * @param more for tables whose further columns have no defaults
 */
export async function insertBaselineJobs(
  database: Database,
  count: number,
  more: { retry_count?: number; max_retries?: number; priority?: number } = {},
): Promise<void> {
  const { query } = database;
  const at = (seconds: number) => new Date(Date.UTC(2024, 0, 1) + seconds * 1001);
  await query
    .insertInto("container_manager_executorhost")
    .values({
      name: "host",
      host_type: "unix",
      connection_string: "unix:///var/run/docker.sock",
      tls_enabled: false,
      tls_verify: true,
      is_active: true,
      auto_pull_images: true,
      executor_type: "docker",
      executor_config: jsonParameter({ a: [1, null, "ü"] }),
      max_concurrent_jobs: 10,
      weight: 1,
      current_job_count: 0,
      created_at: at(0),
      updated_at: at(1),
    })
    .execute();
  const { id: host } = await query
    .selectFrom("container_manager_executorhost")
    .select("id")
    .executeTakeFirstOrThrow();
  const jobs = Array.from({ length: count }, (_, n) => ({
    id: uuidParameter(`00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`),
    name: `job ${n} – näme`,
    status: ["pending", "running", "completed", "failed"][n % 4] as string,
    description: n % 3 === 0 ? "" : "line one\nline 'two' \\ \"three\" 🚢",
    docker_image: `busybox:${n}`,
    command: JSON.stringify(["sh", "-c", `exit ${n}`]),
    working_directory: n % 2 === 0 ? "" : "/work",
    memory_limit: n % 5 === 0 ? null : n,
    cpu_limit: n % 7 === 0 ? null : n / 8,
    timeout_seconds: n,
    network_configuration: jsonParameter({ n, deep: [{ ü: null }] }),
    override_environment: `A=${n}\nB=2`,
    execution_id: n % 2 === 0 ? "" : `c${n}`,
    exit_code: n % 4 === 3 ? n % 256 : null,
    started_at: n % 2 === 0 ? null : at(n),
    completed_at: n % 4 < 2 ? null : at(n + 5),
    executor_metadata: jsonParameter([]),
    max_memory_usage: n % 3 === 0 ? null : n * 1000,
    cpu_usage_percent: n % 3 === 0 ? null : n / 3,
    stdout_log: "out\n".repeat(n % 4),
    stderr_log: "",
    docker_log: "",
    clean_output: "\t",
    created_at: at(n),
    updated_at: at(n + 1),
    created_by_id: null,
    environment_template_id: null,
    docker_host_id: Number(host),
    ...more,
  }));
  for (let start = 0; start < count; start += 100) {
    await query
      .insertInto(job)
      .values(jobs.slice(start, start + 100))
      .execute();
  }
}

/**
 * A checksum of every value in the columns, by default those from before the queue. The servers compute it
 * themselves, so that many rows need not travel.
 */
export async function checksum(
  database: Database,
  columns: readonly string[] = baselineColumns,
  table: string = job,
): Promise<string> {
  const query = database.query.withoutPlugins();
  const list = columns.join(", ");
  switch (database.dialect) {
    case "postgres": {
      const row = `md5(row(${list})::text)`;
      const sums = sql.raw<{ sum: string }>(
        `select md5(string_agg(${row}, '' order by ${row})) as sum from ${table}`,
      );
      return (await sums.execute(query)).rows[0]?.sum ?? "none";
    }
    case "sqlite": {
      const { rows } = await sql.raw(`select ${list} from ${table} order by 1, 2`).execute(query);
      return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
    }
    default: {
      const row = `md5(concat_ws('|', ${columns.map((column) => `quote(${column})`).join(", ")}))`;
      const part = (from: number) => `sum(cast(conv(substr(${row}, ${from}, 15), 16, 10) as decimal(20)))`;
      const sums = sql.raw<object>(`select count(*), ${part(1)}, ${part(17)} from ${table}`);
      return Object.values((await sums.execute(query)).rows[0] ?? {}).join(" ");
    }
  }
}

export async function countJobs(database: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(job)}`.execute(
    database.query,
  );
  return Number(rows[0]?.n);
}
