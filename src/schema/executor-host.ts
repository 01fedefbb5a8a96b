import { boolean, datetime, json, positiveInteger, serial, varchar } from "./column.ts";
import { index, table } from "./table.ts";

/** Where jobs run: a Docker engine, or this machine's own processes. */
export const executorHost = table(
  "container_manager_executorhost",
  {
    id: serial(),
    name: varchar(100, { unique: true }),
    host_type: varchar(10),
    connection_string: varchar(500),
    tls_enabled: boolean(),
    tls_verify: boolean(),
    is_active: boolean(),
    auto_pull_images: boolean(),
    executor_type: varchar(50),
    executor_config: json(),
    max_concurrent_jobs: positiveInteger(),
    weight: positiveInteger(),
    current_job_count: positiveInteger(),
    created_at: datetime(),
    updated_at: datetime(),
  },
  {
    indexes: [
      index(
        "container_manager_executorhost_name_30b7d1ca_like",
        [{ name: "name", operatorClass: "varchar_pattern_ops" }],
        { dialects: ["postgres"] },
      ),
    ],
  },
);
