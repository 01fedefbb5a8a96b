/** Many jobs at once, made inside the database by one statement: what a queue holds after months of use. */
import type { Database } from "../../src/database/database.ts";
import type { Dialect } from "../../src/schema/index.ts";

/** What the databases write differently. `n` is a row's number, an SQL expression. */
interface Syntax {
  /** Neighbours in time are far apart by id, as with random ids. */
  readonly id: (n: string) => string;
  /** That many seconds after now. */
  readonly at: (seconds: string) => string;
  /** The numbers from `first` on. */
  readonly numbers: (first: number, count: number) => string;
}

const mysqlFamily: Syntax = {
  // MariaDB takes only what has a version and a variant for a UUID.
  id: (n) => `insert(insert(md5(${n}), 13, 1, '4'), 17, 1, '8')`,
  at: (seconds) => `utc_timestamp(6) + interval (${seconds}) second`,
  numbers: (first, count) => `(select seq as n from seq_${first}_to_${first + count - 1}) as numbers`,
};

const syntax: Record<Dialect, Syntax> = {
  postgres: {
    id: (n) => `md5((${n})::text)::uuid`,
    at: (seconds) => `now() + (${seconds}) * interval '1 second'`,
    numbers: (first, count) => `(select generate_series(${first}, ${first + count - 1}) as n) as numbers`,
  },
  mariadb: mysqlFamily,
  mysql: mysqlFamily,
  sqlite: {
    // An odd multiplier, modulo a power of two, gives no number twice.
    id: (n) => `printf('%08x%024x', (${n} * 2654435761) & 4294967295, ${n})`,
    at: (seconds) => `strftime('%Y-%m-%d %H:%M:%f000', 'now', printf('%+f seconds', ${seconds}))`,
    numbers: (first, count) =>
      `(with recursive count(n) as
        (select ${first} union all select n + 1 from count where n < ${first + count - 1})
        select n from count) as numbers`,
  },
};

export interface BulkJobs {
  readonly count: number;
  readonly host: number;
  /** SQL expressions over the row's number `n`, for columns that are not as in a job just enqueued. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Jobs as they stand at different points of their lives. `at` gives a moment, in seconds from now. */
export const stages = {
  ready: (at) => ({ queued_at: at("n * 0.000001 - 3600") }),
  launched: (at) => ({
    status: "case when n % 20 = 0 then 'failed' else 'completed' end",
    queued_at: at("n * 0.000001 - 86400"),
    launched_at: at("n * 0.000001 - 86000"),
    completed_at: at("n * 0.000001 - 85000"),
    retry_count: "1",
    priority: "n % 101",
  }),
  /** Their launch was given up. */
  notLaunched: (at) => ({
    status: "'failed'",
    queued_at: at("n * 0.000001 - 86400"),
    completed_at: at("n * 0.000001 - 86000"),
    retry_count: "3",
    priority: "100",
  }),
  future: (at) => ({ scheduled_for: at("n * 0.001 + 86400"), priority: "100" }),
  due: (at) => ({ scheduled_for: at("n * 0.001 - 7200"), queued_at: at("n * 0.001 - 9000") }),
  exhausted: (at) => ({ queued_at: at("n * 0.000001 - 7200"), retry_count: "3", priority: "100" }),
  /** Django's, made and never queued. */
  draft: () => ({ status: "'pending'", queued_at: "null", priority: "100" }),
} satisfies Record<string, (at: Syntax["at"]) => Record<string, string>>;

let made = 0;

export async function insertJobs(
  database: Database,
  stage: keyof typeof stages,
  { count, host, columns = {} }: BulkJobs,
): Promise<void> {
  if (count === 0) return;
  const { id, at, numbers } = syntax[database.dialect];
  const values: Record<string, string> = {
    id: id("n"),
    name: "concat('report ', n)",
    status: "'queued'",
    description: "''",
    docker_image: "''",
    command: "'true'",
    working_directory: "''",
    timeout_seconds: "3600",
    network_configuration: "'[]'",
    override_environment: "''",
    execution_id: "''",
    executor_metadata: "'{}'",
    stdout_log: "'read 18211 rows, wrote 14 pages, took 93 s'",
    stderr_log: "''",
    docker_log: "''",
    clean_output: "''",
    created_at: at("-86400"),
    updated_at: at("-86400"),
    docker_host_id: `${host}`,
    queued_at: at("n * 0.000001"),
    ...stages[stage](at),
    ...columns,
  };
  const first = made + 1;
  made += count;
  await database.execute(`insert into container_manager_containerjob (${Object.keys(values).join(", ")})
    select ${Object.values(values).join(", ")} from ${numbers(first, count)}`);
}
