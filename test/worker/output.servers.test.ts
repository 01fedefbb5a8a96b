/** Much output, and output that is followed from elsewhere while the job runs. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { enqueue } from "../../src/queue/enqueue.ts";
import { readLog } from "../../src/queue/log-chunks.ts";
import { show } from "../../src/queue/show.ts";
import { storedOutput } from "../../src/queue/stored-output.ts";
import { processGround, useGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

const mebibyte = 1024 * 1024;

describe("a job's output", () => {
  const used = useGround("postgres", processGround);

  test("of 1 GB goes through a worker of less than 200 MB, and is stored with a mark", async () => {
    const { ground, migrated } = used;
    const { database, url } = migrated;
    const id = await enqueue(
      database,
      ground.job("flood", "echo first; yes 0123456789abcde | head -c 1073741824; echo last"),
    );
    await using worker = spawnWorker({ database: url, settings: ground.settings });
    const { code, log } = await worker.ended;
    expect(code, log).toBe(0);
    expect(Number(/"peakMemoryMb":(\d+)/.exec(log)?.[1])).toBeLessThan(200);

    expect(await show(database, id)).toMatchObject({ status: "completed", exitCode: 0 });
    const { stdout } = await storedOutput(database, id);
    expect(stdout.startsWith("first\n0123456789abcde\n")).toBe(true);
    expect(stdout.endsWith("0123456789abcde\nlast\n")).toBe(true);
    const [mark = "", cut] = /\n\[(\d+) bytes of output were cut here\]\n/.exec(stdout) ?? [];
    expect(stdout.length - mark.length + Number(cut)).toBe(
      "first\n".length + 1024 * mebibyte + "last\n".length,
    );
    expect(stdout.length).toBeGreaterThan(1.8 * mebibyte);
    expect(stdout.length).toBeLessThan(2.2 * mebibyte);
  });

  test("can be followed within two seconds also when the head is full", async () => {
    const { ground, migrated } = used;
    const { database, url } = migrated;
    const script =
      "head -c 4000000 /dev/zero | tr '\\\\0' x; for i in 1 2 3; do sleep 2.5; echo line $i; done";
    const id = await enqueue(database, ground.job("followed", script));
    await using worker = spawnWorker({ database: url, settings: ground.settings });

    const seen: number[] = [];
    let position: { attempt: number; sequence: number } | undefined;
    let text = "";
    while (seen.length < 3) {
      for (const chunk of await readLog(database, id, position)) {
        text = (text + Buffer.from(chunk.data)).slice(-100);
        position = chunk;
      }
      if (text.includes(`line ${seen.length + 1}\n`)) seen.push(performance.now());
      await sleep(50);
      if ((await show(database, id)).status === "completed") break;
    }
    // One after the other, as they were written, and not all at the end.
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThan(1_000);
    expect((await worker.ended).code).toBe(0);
  });
});
