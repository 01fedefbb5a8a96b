import { datetime, integer, serial, text, varchar } from "./column.ts";
import { index, table } from "./table.ts";

/** Environment variables that many jobs share; a job's own win over them. */
export const environmentTemplate = table(
  "container_manager_environmentvariabletemplate",
  {
    id: serial(),
    name: varchar(100, { unique: true }),
    description: text(),
    environment_variables_text: text(),
    created_at: datetime(),
    updated_at: datetime(),
    // Django's user; its foreign key is there where Django's user table is.
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
);
