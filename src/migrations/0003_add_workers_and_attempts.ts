import { migration } from "../migrate/migration.ts";
import { createTable } from "../migrate/operations.ts";
import { bigint, datetime, index, integer, table, text, uuid, varchar } from "../schema/index.ts";

export default migration("0003_add_workers_and_attempts", {
  dependsOn: ["0002_add_queue_fields"],
  operations: [
    createTable(table("longshore_setting", { name: varchar(64), value: text() }, { primaryKey: ["name"] })),
    createTable(
      table(
        "longshore_worker",
        {
          id: uuid(),
          node: varchar(255),
          pid: integer(),
          concurrency: integer(),
          started_at: datetime(),
          heartbeat_at: datetime(),
        },
        { indexes: [index("longshore_worker_heartbeat_idx", ["heartbeat_at"])] },
      ),
    ),
    createTable(
      table(
        "longshore_attempt",
        {
          job_id: uuid(),
          number: integer(),
          worker_id: uuid(),
          host_id: bigint(),
          node: varchar(255),
          execution_id: varchar(255),
          claimed_at: datetime(),
          started_at: datetime({ nullable: true }),
          ended_at: datetime({ nullable: true }),
          exit_code: integer({ nullable: true }),
          reason: varchar(64, { nullable: true }),
          error: text({ nullable: true }),
          error_class: varchar(16, { nullable: true }),
          cancel_requested_at: datetime({ nullable: true }),
        },
        {
          primaryKey: ["job_id", "number"],
          indexes: [index("longshore_attempt_worker_idx", ["worker_id", "ended_at"])],
        },
      ),
    ),
  ],
});
