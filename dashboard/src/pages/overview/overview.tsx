import { useStats } from "../../api/queries.ts";
import { Failure, Loading } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Failures } from "./failures.tsx";
import { Figures } from "./figures.tsx";
import { Hosts } from "./hosts.tsx";
import classes from "./overview.module.css";
import { States } from "./states.tsx";
import { Throughput, WaitTime } from "./trends.tsx";
import { Workers } from "./workers.tsx";

/** What waits, what runs, what failed, and whether it gets better or worse. */
export function Overview() {
  const { data: stats, error, refetch } = useStats();
  return (
    <Page title="Overview">
      {stats && (
        <>
          <Figures stats={stats} />
          <States counts={stats.counts} />
        </>
      )}
      {!stats &&
        (error ? (
          <Failure what="The overview" error={error} onRetry={refetch} />
        ) : (
          <Loading lines={3} height={56} />
        ))}
      <div className={classes.columns}>
        <Throughput />
        <WaitTime />
        {stats && <Failures stats={stats} />}
        <Hosts />
        <Workers />
      </div>
    </Page>
  );
}
