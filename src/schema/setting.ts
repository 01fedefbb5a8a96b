import { text, varchar } from "./column.ts";
import { table } from "./table.ts";

/** What belongs to the database as a whole, such as the installation's id. */
export const setting = table(
  "longshore_setting",
  { name: varchar(64), value: text() },
  { primaryKey: ["name"] },
);
