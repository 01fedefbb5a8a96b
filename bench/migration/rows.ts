/** The rows of the baseline table: filled by the database itself, and written one by one by the writers. */
export type BenchDialect = "postgres" | "mariadb" | "sqlite";

const table = "container_manager_containerjob";

/** What the three databases write differently. `n` is a row's number, an SQL expression. */
interface RowSyntax {
  readonly id: (n: string) => string;
  /** That many seconds after the beginning of 2026. */
  readonly time: (seconds: string) => string;
  /** A derived table of the numbers from 1 to `count`. */
  readonly numbers: (count: number) => string;
}

const syntax: Record<BenchDialect, RowSyntax> = {
  postgres: {
    id: (n) => `lpad(to_hex(${n}), 32, '0')::uuid`,
    time: (seconds) => `timestamptz '2026-01-01 00:00Z' + (${seconds}) * interval '1 second'`,
    numbers: (count) => `(select generate_series(1, ${count}) as n) as numbers`,
  },
  mariadb: {
    id: (n) => `lpad(hex(${n}), 32, '0')`,
    time: (seconds) => `timestamp '2026-01-01 00:00:00' + interval (${seconds}) second`,
    numbers: (count) => `(select seq as n from seq_1_to_${count}) as numbers`,
  },
  sqlite: {
    id: (n) => `printf('%032x', ${n})`,
    time: (seconds) => `datetime('2026-01-01', '+' || (${seconds}) || ' seconds')`,
    numbers: (count) =>
      `(with recursive count(n) as (select 1 union all select n + 1 from count where n < ${count})
        select n from count) as numbers`,
  },
};

/** Inserts `count` rows, numbered from 1. They belong to the host that `insertHost` makes. */
export function insertRows(dialect: BenchDialect, count: number): string {
  return insert(dialect, syntax[dialect].numbers(count));
}

/** Inserts one row, as an application that knows only the baseline columns. */
export function insertRow(dialect: BenchDialect, number: number): string {
  return insert(dialect, `(select ${number} as n) as numbers`);
}

/** Updates one row, as the same application does when a job has ended. */
export function updateRow(dialect: BenchDialect, number: number): string {
  const { id, time } = syntax[dialect];
  return `update ${table} set status = 'completed', exit_code = 0,
    completed_at = ${time(`${number} % 7776000`)}, updated_at = ${time(`${number} % 7776000`)}
    where id = ${id(`${number}`)}`;
}

/** Gives every row something in the queue's columns, as a queue that has worked for a while does. */
export const queueRows = `update ${table} set queued_at = created_at, retry_count = 1,
  launched_at = case when status = 'pending' then null else created_at end,
  priority = case when status = 'pending' then 80 else 50 end`;

export function insertHost(dialect: BenchDialect): string {
  const { time } = syntax[dialect];
  return `insert into container_manager_executorhost
    (id, name, host_type, connection_string, tls_enabled, tls_verify, is_active, auto_pull_images,
     executor_type, executor_config, max_concurrent_jobs, weight, current_job_count, created_at, updated_at)
    values (1, 'bench', 'unix', 'unix:///var/run/docker.sock', false, true, true, true,
     'docker', '{}', 10, 100, 0, ${time("0")}, ${time("0")})`;
}

/** A history of three months: most jobs are done, one in twenty waits or runs, each has some output. */
function insert(dialect: BenchDialect, source: string): string {
  const { id, time } = syntax[dialect];
  const done = "n % 20 > 0";
  const columns: Record<string, string> = {
    id: id("n"),
    name: "concat('nightly-report-', n)",
    status: `case when n % 20 = 0 then case when n % 40 = 0 then 'running' else 'pending' end
      when n % 20 = 7 then 'failed' else 'completed' end`,
    description: "'Builds one customer''s report of the day before'",
    docker_image: "concat('registry.example.com/reports/build:1.', n % 40)",
    command: "concat('python -m reports.build --customer ', n % 5000, ' --format pdf')",
    working_directory: "'/srv/reports'",
    memory_limit: "512",
    cpu_limit: "1.5",
    timeout_seconds: "3600",
    network_configuration: "'[]'",
    override_environment: "concat('CUSTOMER=', n % 5000)",
    execution_id: `case when ${done} then concat('6f1d3a5c9b7e2f80', n) else '' end`,
    exit_code: `case when ${done} then case when n % 20 = 7 then 1 else 0 end end`,
    started_at: `case when ${done} then ${time("n % 7776000 + 2")} end`,
    completed_at: `case when ${done} then ${time("n % 7776000 + 95")} end`,
    executor_metadata: "'{}'",
    max_memory_usage: `case when ${done} then 200000000 + n % 100000 end`,
    cpu_usage_percent: `case when ${done} then 41.5 end`,
    stdout_log: "concat('customer ', n % 5000, ': read 18211 rows, wrote 14 pages, took 93 s')",
    stderr_log: "''",
    docker_log: "''",
    clean_output: "concat('customer ', n % 5000, ': read 18211 rows, wrote 14 pages, took 93 s')",
    created_at: time("n % 7776000"),
    updated_at: time("n % 7776000 + 95"),
    docker_host_id: "1",
  };
  return `insert into ${table} (${Object.keys(columns).join(", ")})
    select ${Object.values(columns).join(", ")} from ${source}`;
}
