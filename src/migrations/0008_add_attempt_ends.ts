import { migration } from "../migrate/migration.ts";
import { addIndex } from "../migrate/operations.ts";
import { index } from "../schema/index.ts";

/** What ended lately, for the overview. On MariaDB and MySQL `longshore_attempt_open_idx` begins with ended_at already. */
export default migration("0008_add_attempt_ends", {
  dependsOn: ["0007_add_claim_indexes"],
  operations: [
    addIndex(
      "longshore_attempt",
      index("longshore_attempt_ended_idx", ["ended_at"], {
        where: "ended_at IS NOT NULL",
        dialects: ["postgres", "sqlite"],
      }),
    ),
  ],
});
