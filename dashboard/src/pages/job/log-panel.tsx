import { useDeferredValue, useMemo, useState } from "react";
import { ended as endedStatuses } from "../../../../src/queue/job/states.ts";
import type { JobDetail } from "../../api/types.ts";
import { contains } from "../../lib/highlight.ts";
import classes from "./log.module.css";
import { LogBar, type Stream } from "./log-bar.tsx";
import { LogLines } from "./log-lines.tsx";
import { type LogState, useJobLog } from "./use-job-log.ts";

/** What a job wrote. */
export function LogPanel({ job }: { job: JobDetail }) {
  const { log, version, state } = useJobLog(
    job.id,
    (endedStatuses as readonly string[]).includes(job.status),
  );
  const [stream, setStream] = useState<Stream>("both");
  const [wrap, setWrap] = useState(false);
  const [follow, setFollow] = useState(true);
  const [search, setSearch] = useState("");
  const [hit, setHit] = useState(0);
  const wanted = useDeferredValue(search);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the log
  const lines = useMemo(() => {
    const rows = log.rows();
    return stream === "both" ? rows : rows.filter((row) => row.stream === stream);
  }, [log, version, stream]);
  const hits = useMemo(
    () => (wanted === "" ? [] : lines.flatMap(({ text }, index) => (contains(text, wanted) ? [index] : []))),
    [lines, wanted],
  );
  const current = hits.length === 0 ? undefined : hits[hit % hits.length];

  function goTo(next: number) {
    setFollow(false);
    setHit(hits.length === 0 ? 0 : (next + hits.length) % hits.length);
  }

  return (
    <section
      className={classes.panel}
      aria-labelledby="log-title"
      data-empty={lines.length === 0 || undefined}
    >
      <LogBar
        jobId={job.id}
        stream={stream}
        onStream={setStream}
        wrap={wrap}
        onWrap={setWrap}
        follow={follow}
        onFollow={setFollow}
        search={search}
        onSearch={(text) => {
          setSearch(text);
          setHit(0);
          if (text !== "") setFollow(false);
        }}
        hits={hits.length}
        hit={current === undefined ? 0 : (hit % hits.length) + 1}
        onHit={(step) => goTo(hit + step)}
        state={state}
      />
      {lines.length === 0 ? (
        <p className={classes.empty}>{emptyText(state, job)}</p>
      ) : (
        <LogLines
          lines={lines}
          widest={log.widest}
          wrap={wrap}
          follow={follow}
          onFollow={setFollow}
          search={wanted}
          current={current}
        />
      )}
    </section>
  );
}

function emptyText(state: LogState, { attempts, status }: JobDetail): string {
  if (state === "loading") return "Reading…";
  if (state === "lost") return "The server does not answer. Trying again…";
  if (attempts.length === 0)
    return status === "cancelled"
      ? "It was cancelled before it ran."
      : "What it writes appears here once it runs.";
  return state === "ended" ? "It wrote nothing." : "Nothing written yet.";
}
