/** Going back, which keeps what is dropped, and forward again, which restores it, on a live table. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Contender, longshore, longshoreAgain, longshoreBack } from "./contenders.ts";
import type { BenchEngine } from "./engines/engine.ts";
import { type Measurement, measure } from "./measurement.ts";
import { queueRows } from "./rows.ts";
import { type CommandResult, runTimed } from "./timed-command.ts";
import { startWriters } from "./writers.ts";

/** Milliseconds that the writers write before each of the two, and after the last. */
const before = 4000;
const after = 2000;

/** One run. Every row has something in the columns that go. Nobody else is measured: others keep nothing. */
export async function benchBack(engine: BenchEngine, rows: number): Promise<Measurement[]> {
  const url = await engine.copy();
  await succeed(longshore, url);
  await engine.change(queueRows);
  const writers = startWriters(engine.dialect, url, rows);
  await sleep(before);
  const back = await succeed(longshoreBack, url);
  await sleep(before);
  const again = await succeed(longshoreAgain, url);
  await sleep(after);
  const writes = await writers.stop();
  await engine.drop();
  const untilAgain = writes.filter(({ at }) => at < again.at);
  const afterBack = writes.filter(({ at }) => at > back.at + back.milliseconds);
  return [measure(longshoreBack.name, back, untilAgain), measure(longshoreAgain.name, again, afterBack)];
}

async function succeed({ name, command }: Contender, url: string): Promise<CommandResult> {
  const result = await runTimed(command(url));
  if (result.exitCode === 0) return result;
  throw new Error(`${name} failed:\n${result.lines.map(({ text }) => text).join("\n")}`);
}
