/** The seed's migration as statements: how a table looks on which it was run, in whole or in part. */
import type { Engine } from "../support/databases.ts";

const table = "container_manager_containerjob";

const moment: Record<Engine, string> = {
  postgres: "timestamp with time zone",
  mariadb: "datetime(6)",
  sqlite: "datetime",
};

const singles = ["queued_at", "launched_at", "scheduled_for", "priority"];

/** One after another as Django runs them; on MariaDB without what stops it there, the partial indexes. */
export function seedStatements(engine: Engine): string[] {
  const integer = (name: string, value: number) => [
    `ALTER TABLE ${table} ADD COLUMN ${name} integer DEFAULT ${value} NOT NULL`,
    // Django keeps no default in the database. SQLite has no statement for that.
    ...(engine === "sqlite" ? [] : [`ALTER TABLE ${table} ALTER COLUMN ${name} DROP DEFAULT`]),
  ];
  const index = (name: string, rest: string) => `CREATE INDEX idx_containerjob_${name} ON ${table} ${rest}`;
  const check = (name: string, expression: string) =>
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${expression})`;
  return [
    ...["queued_at", "scheduled_for", "launched_at"].map(
      (name) => `ALTER TABLE ${table} ADD COLUMN ${name} ${moment[engine]} NULL`,
    ),
    ...integer("retry_count", 0),
    ...integer("max_retries", 3),
    ...integer("priority", 50),
    ...(engine === "mariadb"
      ? []
      : [
          index(
            "queue_ready",
            "(queued_at, launched_at) WHERE queued_at IS NOT NULL AND launched_at IS NULL",
          ),
          index("scheduled", "(scheduled_for, queued_at) WHERE scheduled_for IS NOT NULL"),
          index("priority_queue", "(priority DESC, queued_at) WHERE queued_at IS NOT NULL"),
        ]),
    ...singles.map((name) => index(name, `(${name})`)),
    index("queue_retry", "(queued_at, retry_count)"),
    index("status_queue", "(status, queued_at)"),
    check("check_priority_range", "priority >= 0 AND priority <= 100"),
    check("check_retry_count_positive", "retry_count >= 0"),
    check("check_max_retries_positive", "max_retries >= 0"),
  ];
}
