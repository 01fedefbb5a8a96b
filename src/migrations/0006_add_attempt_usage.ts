import { migration } from "../migrate/migration.ts";
import { addColumn } from "../migrate/operations.ts";
import { bigint, float } from "../schema/index.ts";

export default migration("0006_add_attempt_usage", {
  dependsOn: ["0005_add_host_capacity"],
  operations: [
    addColumn("longshore_attempt", "peak_memory_bytes", bigint({ nullable: true })),
    addColumn("longshore_attempt", "average_cpu_cores", float({ nullable: true })),
  ],
});
