/** A database whose statements are written down, or stopped. */
import { type KyselyPlugin, RawNode } from "kysely";
import type { Database } from "../../src/database/database.ts";

/**
 * The same database; each statement that runs through it is given to `watch` first, which may throw. Of one
 * that Kysely builds it gets the kind, such as "InsertQueryNode".
 */
export function watched(database: Database, watch: (statement: string) => void): Database {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      watch(RawNode.is(node) ? node.sqlFragments.join("?") : node.kind);
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

/**
 * Whether a statement changes the schema, the history or any rows. PostgreSQL's comments do not count: each stands
 * in one transaction with what it is about.
 */
export function isWrite(statement: string): boolean {
  return (
    !/^comment/i.test(statement) && (isDdl(statement) || /^(insert|update|delete|with)/i.test(statement))
  );
}
