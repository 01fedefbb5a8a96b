import { migration } from "../migrate/migration.ts";
import { createTable } from "../migrate/operations.ts";
import {
  bigint,
  boolean,
  datetime,
  float,
  index,
  integer,
  json,
  positiveInteger,
  serial,
  table,
  text,
  uuid,
  varchar,
} from "../schema/index.ts";

/** The tables as Django made them before there was a queue; on a live system they are recognised, not made. */
export default migration("0001_initial", {
  operations: [
    createTable(
      table(
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
      ),
    ),
    createTable(
      table(
        "container_manager_environmentvariabletemplate",
        {
          id: serial(),
          name: varchar(100, { unique: true }),
          description: text(),
          environment_variables_text: text(),
          created_at: datetime(),
          updated_at: datetime(),
          created_by_id: integer({ nullable: true }),
        },
        {
          indexes: [
            index(
              "container_manager_enviro_name_153ed63d_like",
              [{ name: "name", operatorClass: "varchar_pattern_ops" }],
              { dialects: ["postgres"] },
            ),
            index("container_manager_environm_created_by_id_9cf727f4", ["created_by_id"], {
              dialects: ["postgres"],
            }),
            index("container_manager_environmentvariabletemplate_created_by_id_9cf727f4", ["created_by_id"], {
              dialects: ["sqlite"],
            }),
          ],
        },
      ),
    ),
    createTable(
      table(
        "container_manager_containerjob",
        {
          id: uuid(),
          name: varchar(200),
          status: varchar(20),
          description: text(),
          docker_image: varchar(500),
          command: text(),
          working_directory: varchar(500),
          memory_limit: positiveInteger({ nullable: true }),
          cpu_limit: float({ nullable: true }),
          timeout_seconds: positiveInteger(),
          network_configuration: json(),
          override_environment: text(),
          execution_id: varchar(255),
          exit_code: integer({ nullable: true }),
          started_at: datetime({ nullable: true }),
          completed_at: datetime({ nullable: true }),
          executor_metadata: json(),
          max_memory_usage: positiveInteger({ nullable: true }),
          cpu_usage_percent: float({ nullable: true }),
          stdout_log: text(),
          stderr_log: text(),
          docker_log: text(),
          clean_output: text(),
          created_at: datetime(),
          updated_at: datetime(),
          created_by_id: integer({ nullable: true }),
          environment_template_id: bigint({
            nullable: true,
            references: {
              table: "container_manager_environmentvariabletemplate",
              column: "id",
              name: "container_manager_co_environment_template_173d4ae7_fk_container",
            },
          }),
          docker_host_id: bigint({
            references: {
              table: "container_manager_executorhost",
              column: "id",
              name: "container_manager_co_docker_host_id_426e495d_fk_container",
            },
          }),
        },
        {
          indexes: [
            index("container_manager_containerjob_created_by_id_afa81d1f", ["created_by_id"], {
              dialects: ["postgres", "sqlite"],
            }),
            index(
              "container_manager_containerjob_environment_template_id_173d4ae7",
              ["environment_template_id"],
              { dialects: ["postgres", "sqlite"] },
            ),
            index("container_manager_containerjob_docker_host_id_426e495d", ["docker_host_id"], {
              dialects: ["postgres", "sqlite"],
            }),
            index("cjob_status_created_idx", ["status", "created_at"]),
            index("cjob_created_by_status_idx", ["created_by_id", "status"]),
            index("cjob_host_status_idx", ["docker_host_id", "status"]),
            index("cjob_status_idx", ["status"]),
          ],
        },
      ),
    ),
  ],
});
