/** Many viewers at once, each with a socket of its own. */
import { expect, it } from "vitest";
import { LiveBench } from "./live-bench.ts";
import { view } from "./viewer.ts";

const bench = new LiveBench("sqlite");

it("asks the database for a thousand viewers what it asks for two", async () => {
  const job = await bench.running("first");
  const logs = `${bench.url}/jobs/${job.attempt.jobId}/logs/events`;
  const each = 500;
  bench.statements = 0;
  const viewers = await Promise.all(
    Array.from({ length: 2 * each }, (_, place) => view(place % 2 === 0 ? logs : `${bench.url}/events`)),
  );
  const readers = viewers.filter((_, place) => place % 2 === 0);
  const watchers = viewers.filter((_, place) => place % 2 === 1);
  await Promise.all(readers.map((viewer) => viewer.waitFor(({ data }) => data.text === "first")));
  await bench.write(job, 2, "last");
  await Promise.all(readers.map((viewer) => viewer.waitFor(({ data }) => data.text === "last")));
  await Promise.all(watchers.map((viewer) => viewer.waitFor(({ event }) => event === "overview")));
  await bench.end(job);
  await Promise.all(readers.map(({ ended }) => ended));
  await Promise.all(watchers.map((viewer) => viewer.waitFor(({ data }) => data.id === job.attempt.jobId)));
  for (const { events } of readers)
    expect(events.map(({ event }) => event)).toEqual(["chunk", "chunk", "end"]);
  // A few a second, however long the machine took for all this; one for each viewer would be more.
  expect(bench.statements).toBeLessThan(each / 2);
  for (const viewer of viewers) viewer.close();
});
