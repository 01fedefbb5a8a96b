/** Enqueueing on SQLite, against bare inserts of the same rows through the same driver. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { connect } from "../src/database/connect.ts";
import { migrate } from "../src/migrate/migrate.ts";
import { enqueueMany } from "../src/queue/enqueue.ts";
import { median, time } from "./measure.ts";

const rows = 20_000;
const turns = 5;

export async function enqueueBench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "longshore-bench-"));
  const file = path.join(folder, "bench.db");
  const database = await connect(`sqlite:${file}`);
  try {
    await migrate(database);
    const jobs = Array.from({ length: rows }, (_, i) => ({ command: ["echo", `${i}`] }));
    await enqueueMany(database, jobs.slice(0, 1));
    const insert = bareInsert(file);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      ours.push(await time(() => enqueueMany(database, jobs)));
      bare.push(await time(() => insert.many(rows)));
    }
    insert.close();
    const rate = (milliseconds: number) => Math.round(rows / (milliseconds / 1000)).toLocaleString("en");
    console.log(`enqueue, SQLite, ${rows} rows, median of ${turns} turns`);
    console.log(`  enqueueMany       ${rate(median(ours))} rows/s`);
    console.log(`  bare inserts      ${rate(median(bare))} rows/s`);
    console.log(`  ratio             ${(median(bare) / median(ours)).toFixed(2)}`);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** Copies of the first job, one prepared insert a row, in one transaction. */
function bareInsert(file: string) {
  const bare = new DatabaseSync(file);
  const first = bare.prepare("select * from container_manager_containerjob limit 1").get() ?? {};
  const columns = Object.keys(first);
  const marks = columns.map(() => "?").join(", ");
  const statement = bare.prepare(
    `insert into container_manager_containerjob (${columns.join(", ")}) values (${marks})`,
  );
  return {
    many(count: number) {
      bare.exec("begin immediate");
      for (let i = 0; i < count; i += 1) {
        statement.run(...Object.values({ ...first, id: randomUUID().replaceAll("-", "") }));
      }
      bare.exec("commit");
    },
    close: () => bare.close(),
  };
}
