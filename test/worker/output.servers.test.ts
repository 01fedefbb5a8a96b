/** Much output, and output that is followed from elsewhere while the job runs. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { enqueue } from "../../src/queue/enqueue.ts";
import { readLog } from "../../src/queue/output/log-chunks.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { show } from "../../src/queue/show.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
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

  test("can be followed also when the head is full", async () => {
    const { ground, migrated } = used;
    const { database, url } = migrated;
    const folder = makeFolder();
    // It says each line when the one before was read.
    const script = `head -c 4000000 /dev/zero | tr '\\0' x
      for i in 1 2 3; do echo line $i; while [ ! -e '${folder}'/$i ]; do sleep 0.05; done; done`;
    const id = await enqueue(database, ground.job("followed", script));
    await using worker = spawnWorker({ database: url, settings: ground.settings });

    let position: { attempt: number; sequence: number } | undefined;
    let text = "";
    for (const line of [1, 2, 3]) {
      while (!text.includes(`line ${line}\n`)) {
        await sleep(50);
        for (const chunk of await readLog(database, id, position)) {
          text = (text + Buffer.from(chunk.data)).slice(-100);
          position = chunk;
        }
      }
      writeFileSync(path.join(folder, `${line}`), "");
    }
    expect((await worker.ended).code).toBe(0);
    expect(await show(database, id)).toMatchObject({ status: "completed" });
    removeFolder(folder);
  });
});
