/**
 * One writer, in a process of its own: `writer.ts DIALECT URL NUMBER ROWS PAUSE`. It inserts and updates in turns,
 * with a pause between, until it is told to stop, and then sends what each write took.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type BenchDialect, insertRow, updateRow } from "./rows.ts";
import { connectWriter } from "./writer-connection.ts";

export interface Write {
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  /** What the database said, where the write failed. */
  readonly error?: string;
}

const [dialect, url, number, rows, pause] = process.argv.slice(2) as [
  BenchDialect,
  ...[string, string, string, string],
];
const writes: Write[] = [];
let stopped = false;
process.once("message", () => {
  stopped = true;
});
// The bench has died.
process.once("disconnect", () => process.exit(1));

const connection = await connectWriter[dialect](url);
// No two writers insert the same number, and none that the table was filled with.
let next = Number(rows) * (Number(number) + 1);
while (!stopped) {
  next += 1;
  await write(insertRow(dialect, next));
  await write(updateRow(dialect, 1 + Math.floor(Math.random() * Number(rows))));
}
await connection.close();
process.send?.(writes, () => process.disconnect());

async function write(sql: string): Promise<void> {
  const start = performance.now();
  const error = await connection.run(sql).then(
    () => ({}),
    (reason: Error) => ({ error: reason.message }),
  );
  const milliseconds = performance.now() - start;
  writes.push({ at: performance.timeOrigin + start, milliseconds, ...error });
  await sleep(Number(pause));
}
