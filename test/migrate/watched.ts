/** A database whose statements are written down, or stopped. */
import { type KyselyPlugin, RawNode } from "kysely";
import type { Database } from "../../src/database/database.ts";

/** The same database; each statement that runs through it is given to `watch` first, which may throw. */
export function watched(database: Database, watch: (statement: string) => void): Database {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      if (RawNode.is(node)) watch(node.sqlFragments.join("?"));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return database.over(database.query.withPlugin(plugin));
}

/** Whether a statement changes the schema. */
export function isDdl(statement: string): boolean {
  return /^(create|alter|drop|comment|update sqlite_master|pragma writable_schema)/i.test(statement);
}
