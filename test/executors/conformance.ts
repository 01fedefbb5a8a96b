/** What executor.ts promises, as tests that every executor is held to. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Bench, createBench } from "./bench.ts";
import { commands } from "./conformance/commands.ts";
import { ending } from "./conformance/ending.ts";
import { launching } from "./conformance/launching.ts";
import { output } from "./conformance/output.ts";
import { records } from "./conformance/records.ts";
import { resources } from "./conformance/resources.ts";
import type { ConformanceStage, ConformanceSubject } from "./conformance/stage.ts";

export function executorConformance(
  name: string,
  open: () => Promise<ConformanceSubject>,
  more?: (bench: () => Bench) => void,
): void {
  describe(`the ${name} executor`, () => {
    const installation = `test-${randomUUID()}`;
    const opened: Partial<ConformanceStage> = {};
    const stage = opened as ConformanceStage;

    beforeAll(async () => {
      const subject = await open();
      const executor = subject.create();
      Object.assign(opened, { subject, executor, bench: createBench(executor, subject.image, installation) });
    });

    afterAll(async () => {
      const { executor, subject } = stage;
      for (const { id } of await executor.list(installation)) {
        await executor.stop(id, { graceMs: 0 });
        await executor.remove(id);
      }
      await executor.close();
      await subject.close();
    });

    test("can run jobs", () => stage.executor.check());
    launching(stage);
    commands(stage);
    output(stage);
    ending(stage);
    resources(stage);
    records(stage);
    more?.(() => stage.bench);
  });
}
