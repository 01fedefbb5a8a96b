/** The library as the README shows it. */
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLongshoreError, Longshore, Priority } from "../src/index.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";

describe("the library", () => {
  const folder = makeFolder();
  let longshore: Longshore;

  beforeAll(async () => {
    longshore = await Longshore.connect({
      database: `sqlite:${path.join(folder, "app.db")}`,
      stateDirectory: folder,
      pollInterval: "50ms",
    });
    await longshore.migrate();
  });
  afterAll(async () => {
    await longshore?.close();
    removeFolder(folder);
  });

  it("enqueues, works and reads what came of it", async () => {
    const job = await longshore.queue.enqueue({
      command: ["sh", "-c", "echo hello; exit 2"],
      priority: Priority.HIGH,
    });
    const worker = longshore.worker({ concurrency: 2, drain: true });
    await worker.start();
    await worker.finished;
    expect(await longshore.queue.show(job.id)).toMatchObject({ status: "failed", exitCode: 2, priority: 80 });
    const log = await longshore.queue.log(job.id.slice(0, 8));
    expect(log.map(({ data }) => Buffer.from(data).toString())).toEqual(["hello\n"]);
    expect(await longshore.queue.stats()).toMatchObject({ failed: 1, queued: 0 });
  });

  it("stops working when it is told to, without losing a job", async () => {
    const worker = longshore.worker({ concurrency: 1 });
    await worker.start();
    await worker.drain();
    const { id } = await longshore.queue.enqueue({ command: ["true"] });
    expect((await longshore.queue.show(id)).status).toBe("queued");
  });

  it("throws errors with codes", async () => {
    const error = await longshore.queue
      .show("00000000-0000-4000-8000-000000000000")
      .catch((thrown: unknown) => thrown);
    expect(isLongshoreError(error, "JOB_NOT_FOUND")).toBe(true);
    await expect(Longshore.connect({ database: "oracle:x" })).rejects.toMatchObject({
      code: "INVALID_DATABASE_URL",
    });
  });
});
