import type { ReactNode } from "react";
import { Link } from "wouter";
import { useWorkers } from "../../api/queries.ts";
import type { Stats } from "../../api/types.ts";
import { elapsed } from "../../lib/moments.ts";
import { formatCount, formatRate } from "../../lib/numbers.ts";
import classes from "./figures.module.css";

/** The four numbers that say how the queue is. */
export function Figures({ stats }: { stats: Stats }) {
  const { counts, oldestReadyMs, running, workersAlive, windowMs, failuresByReason, throughputPerMinute } =
    stats;
  const { data: workers } = useWorkers();
  const capacity = workers
    ?.filter(({ alive }) => alive)
    .reduce((total, { concurrency }) => total + concurrency, 0);
  const failures = failuresByReason.reduce((total, { count }) => total + count, 0);
  const span = `in the last ${elapsed(windowMs)}`;
  return (
    <dl className={classes.figures}>
      <Figure
        name="Waiting, and ready"
        value={formatCount(counts.queued)}
        href="/jobs?status=pending,queued,retrying"
      >
        {oldestReadyMs === null ? "nothing waits" : `the oldest for ${elapsed(oldestReadyMs)}`}
      </Figure>
      <Figure name="Running now" value={formatCount(running)} href="/jobs?status=launching,running">
        {workersAlive === 0 ? (
          <span className={classes.alarm}>no worker is alive</span>
        ) : (
          `${capacity === undefined ? "" : `of ${formatCount(capacity)}, `}by ${workersAlive} ${workersAlive === 1 ? "worker" : "workers"}`
        )}
      </Figure>
      <Figure name="Ended a minute" value={formatRate(throughputPerMinute)}>
        {span}
      </Figure>
      <Figure name="Went wrong" value={formatCount(failures)} href="/jobs?status=failed,timeout&within=1h">
        {span}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  /** Where the jobs that it counts are listed. */
  readonly href?: string;
  readonly children: ReactNode;
}

function Figure({ name, value, href, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>{href ? <Link href={href}>{name}</Link> : name}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.detail}>{children}</dd>
    </div>
  );
}
