import { migration } from "../migrate/migration.ts";
import { addIndex, createTable } from "../migrate/operations.ts";
import { bigint, index, table } from "../schema/index.ts";

export default migration("0005_add_host_capacity", {
  dependsOn: ["0004_add_log_chunks"],
  operations: [
    createTable(table("longshore_host", { host_id: bigint() }, { primaryKey: ["host_id"] })),
    addIndex("longshore_attempt", index("longshore_attempt_host_idx", ["host_id", "ended_at"])),
  ],
});
