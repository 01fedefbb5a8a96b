/**
 * Measures one contender in a process of its own and prints the figures as a line of JSON:
 * `node measure-contender.ts '{"module": …, "open": …, "url": …, "measure": …, "jobs": …}'`.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { percentile, time } from "../measure.ts";
import type { Contender, OpenContender } from "./contender.ts";

/** Jobs of one call to enqueue. */
const batch = 1_000;
/** Milliseconds between two looks at what is left, once all jobs were at work. */
const lookInterval = 5;
/** Milliseconds, at most, between two jobs whose latency is measured: none waits behind another. */
const longestPause = 20;

export interface MeasureOptions {
  /** Absolute path of the module that has the contender, and the name of what opens it. */
  readonly module: string;
  readonly open: string;
  readonly url: string;
  readonly measure: "throughput" | "latency";
  readonly jobs: number;
}

/** Rates in jobs a second, times in milliseconds. */
export type Figures =
  | { readonly description: string; readonly enqueued: number; readonly done: number }
  | { readonly description: string; readonly p50: number; readonly p99: number };

const { module, open, url, measure, jobs }: MeasureOptions = JSON.parse(process.argv[2] ?? "");
const contender = await ((await import(module))[open] as OpenContender)(url);
const figures = measure === "throughput" ? await throughput(contender) : await latency(contender);
await contender.close();
process.stdout.write(`${JSON.stringify({ description: contender.description, ...figures })}\n`);
// What a contender has left behind, such as a timer, keeps nobody waiting.
process.exit();

async function throughput(contender: Contender) {
  // The first call of all is not measured: it connects, and finds its statements.
  await contender.enqueueMany(1);
  const enqueueing = await time(async () => {
    for (let count = 0; count < jobs; count += batch)
      await contender.enqueueMany(Math.min(batch, jobs - count));
  });
  const all = jobs + 1;
  let begun = 0;
  const { promise: allBegun, resolve } = Promise.withResolvers<void>();
  const working = await time(async () => {
    await contender.work(() => {
      begun += 1;
      if (begun === all) resolve();
    });
    await allBegun;
    while ((await contender.left()) > 0) await sleep(lookInterval);
  });
  if (begun !== all) throw new Error(`${begun - all} jobs too many`);
  return { enqueued: jobs / (enqueueing / 1000), done: all / (working / 1000) };
}

async function latency(contender: Contender) {
  let began: (() => void) | undefined;
  await contender.work(() => began?.());
  const figures: number[] = [];
  const warmUp = 20;
  for (let job = 0; job < jobs + warmUp; job += 1) {
    await sleep(longestPause * Math.random());
    const { promise, resolve } = Promise.withResolvers<void>();
    began = resolve;
    const figure = await time(async () => {
      await contender.enqueue();
      await promise;
    });
    if (job >= warmUp) figures.push(figure);
  }
  return { p50: percentile(figures, 0.5), p99: percentile(figures, 0.99) };
}
