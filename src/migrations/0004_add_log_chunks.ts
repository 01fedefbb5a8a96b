import { migration } from "../migrate/migration.ts";
import { createTable } from "../migrate/operations.ts";
import { bytes, datetime, integer, table, uuid, varchar } from "../schema/index.ts";

export default migration("0004_add_log_chunks", {
  dependsOn: ["0003_add_workers_and_attempts"],
  operations: [
    createTable(
      table(
        "longshore_log_chunk",
        {
          job_id: uuid(),
          attempt: integer(),
          sequence: integer(),
          stream: varchar(6),
          data: bytes(),
          cursor: varchar(255),
          written_at: datetime(),
        },
        { primaryKey: ["job_id", "attempt", "sequence"] },
      ),
    ),
  ],
});
