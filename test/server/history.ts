/** A PostgreSQL database whose queue has worked for three months: filled by the database itself. */
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";

const job = "container_manager_containerjob";

/** How many of the jobs still wait, and how many run. */
const shareWaiting = 0.01;
const running = 40;

/** Adds the columns of the queue first, so that the rows are written once and each index is built at once. */
export async function fillHistory(database: Database, jobs: number): Promise<void> {
  await migrate(database, { target: "0001_initial" });
  for (const column of ["queued_at", "scheduled_for", "launched_at"]) {
    await database.execute(`alter table ${job} add column ${column} timestamptz`);
  }
  for (const column of [
    "retry_count integer default 0",
    "max_retries integer default 3",
    "priority integer default 50",
  ]) {
    await database.execute(`alter table ${job} add column ${column} not null`);
  }
  await database.execute(hosts);
  await database.execute(jobRows(jobs));
  await migrate(database);
  await database.execute(attemptRows);
  await database.execute("vacuum (analyze)");
}

const hosts = `
  insert into container_manager_executorhost
    (name, host_type, connection_string, tls_enabled, tls_verify, is_active, auto_pull_images, executor_type,
     executor_config, max_concurrent_jobs, weight, current_job_count, created_at, updated_at)
  select 'host-' || n, 'unix', 'unix:///run/' || n, false, true, true, true, 'docker', '{}', 20, 100, 0, now(), now()
  from generate_series(1, 4) as n`;

/** Host 4 has only one in a thousand. Names and images come again and again, but for one rare name. */
function jobRows(jobs: number): string {
  const waiting = Math.floor(jobs * shareWaiting);
  return `
    insert into ${job}
      (id, name, status, description, docker_image, command, working_directory, memory_limit, cpu_limit,
       timeout_seconds, network_configuration, override_environment, execution_id, exit_code, started_at,
       completed_at, executor_metadata, stdout_log, stderr_log, docker_log, clean_output, created_at, updated_at,
       docker_host_id, queued_at, scheduled_for, launched_at, retry_count, max_retries, priority)
    select md5(n::text)::uuid, case when n = 77 then 'the-rare-one' else 'nightly-report-' || n % 500 end, status,
      'Builds one customer''s report of the day before', 'registry.example.com/reports/build:1.' || n % 40,
      'python -m reports.build --customer ' || n % 5000, '/srv/reports', 512, 1.5, 3600, '[]',
      'CUSTOMER=' || n % 5000, '', case status when 'completed' then 0 when 'failed' then 1 end,
      case when begun then at + interval '4 s' end, case when over then at + interval '95 s' end, '{}',
      repeat('customer ' || n % 5000 || ': read 18211 rows, wrote 14 pages ', 5), '', '', '', at, at,
      case when n % 1000 = 0 then 4 else n % 3 + 1 end,
      case when status = 'cancelled' then null else at end,
      case when status = 'queued' and n % 10 = 0 then now() + n % 1000 * interval '1 minute' end,
      case when begun then at + interval '4 s' end, case when begun then 1 else 0 end, 3,
      (array[20, 50, 50, 50, 80])[n % 5 + 1]
    from (
      select *, status in ('completed', 'failed', 'running') as begun,
        status in ('completed', 'failed', 'cancelled') as over
      from (
        select n, now() - (${jobs} - n) * interval '${(90 * 86_400) / jobs} s' as at,
          case when n > ${jobs - waiting} then 'queued' when n > ${jobs - waiting - running} then 'running'
            when n % 20 = 7 then 'failed' when n % 50 = 3 then 'cancelled' else 'completed' end as status
        from generate_series(1, ${jobs}) as n
      ) as numbered
    ) as rows`;
}

const attemptRows = `
  insert into longshore_attempt
    (job_id, number, worker_id, host_id, node, execution_id, claimed_at, started_at, ended_at, exit_code, reason)
  select id, 1, md5('worker')::uuid, docker_host_id, 'node', 'execution', queued_at + interval '3 s', started_at,
    completed_at, exit_code, case when completed_at is not null then 'exited' end
  from ${job} where retry_count = 1`;
