/** The long soak: as the one of the tests, with more jobs. What it prints is what is left over, not how fast it was. */
import { connect } from "../src/database/connect.ts";
import { migrate } from "../src/migrate/migrate.ts";
import { startRestartableEngine } from "../test/support/restartable-engine.ts";
import { soak } from "../test/worker/soak.ts";
import { startServer } from "./servers.ts";

/** @param jobs a thousand where it is not given, which takes about ten minutes */
export async function soakBench({ jobs = 1_000 }: { jobs?: number | undefined }): Promise<void> {
  await using engine = await startRestartableEngine({ liveRestore: false });
  await using server = await startServer("postgres");
  const url = await server.createDatabase();
  const database = await connect(url);
  try {
    await migrate(database);
    const onProgress = (line: string) => console.log(line);
    const report = await soak({ database, url }, engine, { jobs, killEvery: 3_000, onProgress });
    console.log(`\n${jobs} jobs in ${report.seconds.toFixed(0)} s, ${report.workersKilled} workers killed`);
    console.table(report.reasons);
    console.log(`${report.volumesForgotten} volumes forgotten by an engine that ended meanwhile; left over:`);
    console.table(report.left);
    for (const line of report.wrong) console.log(line);
    if (report.wrong.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}
