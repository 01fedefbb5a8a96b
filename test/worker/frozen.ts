/** A worker that is frozen for longer than its lease, and thaws when another has done its work: it writes nothing. */
import { describe, expect, test } from "vitest";
import { enqueue } from "../../src/queue/enqueue.ts";
import { readLog } from "../../src/queue/output/log-chunks.ts";
import { show } from "../../src/queue/show.ts";
import type { ProtocolPoint } from "../../src/worker/protocol-points.ts";
import type { Engine } from "../support/databases.ts";
import type { MigratedDatabase } from "../support/migrated.ts";
import { type Ground, useGround } from "./ground.ts";
import { spawnWorker } from "./spawn-worker.ts";

/** Before it makes anything, before it starts it, while it runs, and when it has ended. */
const points: readonly ProtocolPoint[] = ["claimed", "created", "launched", "output_stored", "exited"];

export function writesNothingOnceThawed(
  engine: Engine,
  makeGround: (migrated: MigratedDatabase) => Promise<Ground>,
): void {
  describe(`a worker frozen on ${engine}`, () => {
    const used = useGround(engine, makeGround);

    test.each(points)("at %s", async (point) => {
      const { ground, migrated } = used;
      const { database, url } = migrated;
      const id = await enqueue(database, ground.job(point, "echo out; sleep 1; echo end; exit 4"));
      const common = { database: url, settings: { ...ground.settings, lease: 600 } };
      await using frozen = spawnWorker({ ...common, signalAt: { point, signal: "SIGSTOP" } });
      await frozen.logged(/reached/);

      await using other = spawnWorker(common);
      const { code, log } = await other.ended;
      expect(code, log).toBe(0);
      const ended = { job: await show(database, id), chunks: await readLog(database, id) };
      expect(ended.job).toMatchObject({ status: "failed", exitCode: 4, retryCount: 1 });
      expect(Buffer.concat(ended.chunks.map(({ data }) => data)).toString()).toBe("out\nend\n");

      frozen.kill("SIGCONT");
      const thawed = await frozen.ended;
      expect(thawed.code, thawed.log).toBe(0);
      expect(thawed.log).toContain("belongs to another worker now");
      expect({ job: await show(database, id), chunks: await readLog(database, id) }).toEqual(ended);
      expect(ground.startsOf(ended.job)).toBe(1);

      // What it may have made on thawing, the next worker removes.
      await using next = spawnWorker(common);
      await next.ended;
      expect(await ground.leftovers()).toEqual([]);
    });
  });
}
