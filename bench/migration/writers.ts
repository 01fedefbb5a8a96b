/** Four applications that know only the baseline columns. */
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { BenchDialect } from "./rows.ts";
import type { Write } from "./writer.ts";

const writerCount = 4;
/** Milliseconds between two writes of one writer. */
const writerPause = 5;

export interface Writers {
  /** Resolves with all writes, in the order of their beginning. */
  stop(): Promise<Write[]>;
}

/** Starts the writers on a table of that many rows. They are processes of their own, apart from the migrator. */
export function startWriters(dialect: BenchDialect, url: string, rows: number): Writers {
  const script = path.join(import.meta.dirname, "writer.ts");
  const children = Array.from({ length: writerCount }, (_, number) => {
    return fork(script, [dialect, url, `${number}`, `${rows}`, `${writerPause}`]);
  });
  return {
    async stop() {
      const reports = children.map(async (child) => {
        const report = once(child, "message") as Promise<[Write[]]>;
        const exit = once(child, "exit");
        child.send("stop");
        const died = exit.then(() => Promise.reject(new Error("a writer died before it reported")));
        const [writes] = await Promise.race([report, died]);
        await exit;
        return writes;
      });
      return (await Promise.all(reports)).flat().sort((a, b) => a.at - b.at);
    },
  };
}
