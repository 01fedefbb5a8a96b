/** Counts what an engine starts, from outside, by its events; also across its restarts, when it forgets them. */
import { request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { labels } from "../../src/executors/docker/labels.ts";

export interface ContainerStarts {
  /** How often a container of this job was started. */
  of(jobId: string): number;
  close(): void;
}

interface StartEvent {
  readonly timeNano: number;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

const filters = encodeURIComponent(JSON.stringify({ type: ["container"], event: ["start"] }));

/** Resolves when it listens: what is started from then on is counted. */
export async function countStarts(socketPath: string): Promise<ContainerStarts> {
  const jobs = new Map<string, string | undefined>();
  const closed = new AbortController();
  const listening = Promise.withResolvers<void>();
  const beginning = Math.floor(Date.now() / 1_000);

  const listen = () =>
    new Promise<void>((resolve) => {
      const path = `/events?since=${beginning}&filters=${filters}`;
      const events = request({ socketPath, path, signal: closed.signal }, (answer) => {
        listening.resolve();
        const lines = createInterface({ input: answer });
        lines.on("line", (line) => {
          const { timeNano, Actor }: StartEvent = JSON.parse(line);
          jobs.set(`${timeNano} ${Actor.ID}`, Actor.Attributes[labels.job]);
        });
        // It passes on that the answer was cut off.
        lines.on("error", () => {});
        answer.once("close", resolve);
      });
      events.once("error", () => resolve()).end();
    });

  void (async () => {
    while (!closed.signal.aborted) {
      await listen();
      await sleep(50);
    }
  })();
  await listening.promise;
  return {
    of: (jobId) => [...jobs.values()].filter((job) => job === jobId).length,
    close: () => closed.abort(),
  };
}
