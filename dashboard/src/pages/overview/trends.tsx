import type { ReactNode } from "react";
import { useSeries } from "../../api/queries.ts";
import type { Series } from "../../api/types.ts";
import { elapsed } from "../../lib/moments.ts";
import { formatCount } from "../../lib/numbers.ts";
import { durationTicks, wholeTicks } from "../../lib/ticks.ts";
import { Failure, Loading } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TimeChart } from "./time-chart.tsx";

/** How many jobs ended, step by step. */
export function Throughput() {
  return (
    <Trend title="Ended">
      {({ stepMs, points }) => (
        <TimeChart
          title="Ended"
          kind="bars"
          times={points.map(({ at }) => new Date(at))}
          lines={[
            { name: "completed", tone: "good", values: points.map(({ completed }) => completed) },
            { name: "went wrong", tone: "bad", values: points.map(({ failed }) => failed) },
          ]}
          ticks={wholeTicks}
          format={formatCount}
          unit={stepMs === 60_000 ? "per minute" : `per ${elapsed(stepMs)}`}
        />
      )}
    </Trend>
  );
}

/** How long jobs that were launched had been ready for. */
export function WaitTime() {
  return (
    <Trend title="Wait before launch">
      {({ points }) => (
        <TimeChart
          title="Wait before launch"
          kind="lines"
          times={points.map(({ at }) => new Date(at))}
          lines={[
            { name: "median", tone: "plain", values: points.map(({ waitMsP50 }) => waitMsP50) },
            { name: "95th percentile", tone: "strong", values: points.map(({ waitMsP95 }) => waitMsP95) },
          ]}
          ticks={durationTicks}
          format={shortDuration}
          unit=""
        />
      )}
    </Trend>
  );
}

function Trend({ title, children }: { title: string; children: (series: Series) => ReactNode }) {
  const { data, error, refetch } = useSeries();
  return (
    <Panel title={title} aside="last hour">
      {data ? (
        children(data)
      ) : error ? (
        <Failure what={title} error={error} onRetry={refetch} />
      ) : (
        <Loading height={34} />
      )}
    </Panel>
  );
}

function shortDuration(milliseconds: number): string {
  return milliseconds > 0 && milliseconds < 1_000 ? `${Math.round(milliseconds)}ms` : elapsed(milliseconds);
}
