/**
 * A migrator in a process of its own, which kills itself where a test wants it: `node migrator-process.ts URL`. It
 * says when it is ready, and takes its order as a message then: whatever a process needs to start is done before. What others made may be in
 * its way: then it ends as well.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import type { MigratorOrder } from "./spawn-migrator.ts";

const [url = ""] = process.argv.slice(2);
enableCompileCache();
const { connect } = await import("../../src/database/connect.ts");
const { isLongshoreError } = await import("../../src/errors.ts");
const { migrate } = await import("../../src/migrate/migrate.ts");
const { isWrite, watched } = await import("./watched.ts");
if (url.startsWith("postgres:")) await import("../../src/database/engines/postgres.ts");
if (url.startsWith("mariadb:")) await import("mysql2");
// Killed, it would keep nothing for the next.
flushCompileCache();

process.once("message", async ({ target, killAt }: MigratorOrder) => {
  let writes = 0;
  const database = await connect(url, { poolSize: 2 });
  const fragile = watched(database, (statement) => {
    // To itself, a signal comes before the next statement.
    if (isWrite(statement) && writes++ === killAt) process.kill(process.pid, "SIGKILL");
  });
  try {
    await migrate(fragile, target === undefined ? {} : { target });
  } catch (error) {
    if (!isLongshoreError(error, "SCHEMA_CONFLICT")) throw error;
  }
  await database.close();
  process.disconnect();
});
process.send?.("ready");
