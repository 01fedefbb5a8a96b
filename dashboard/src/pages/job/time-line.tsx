import type { JobDetail, TimelineEvent } from "../../api/types.ts";
import { elapsed, exactMoment } from "../../lib/moments.ts";
import { type Phase, phasesOf } from "../../lib/phases.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { useNow } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { type ShownStatus, statusStyles } from "../../ui/status-styles.ts";
import classes from "./time-line.module.css";

const labels: Readonly<Record<Phase["kind"], string>> = {
  scheduled: "Scheduled",
  waiting: "Waiting",
  launching: "Launching",
  running: "Running",
  backoff: "Waiting to try again",
};

const endings: readonly string[] = ["completed", "failed", "timeout", "cancelled"];

/** The job's life as a picture: each stretch as wide as it was long, as far as that can be read. */
export function TimeLine({ job }: { job: JobDetail }) {
  const now = useNow();
  const phases = phasesOf(job, now);
  const whole = Math.max(1, (phases.at(-1)?.to ?? 0) - (phases[0]?.from ?? 0));
  const many = new Set(phases.map(({ attempt }) => attempt)).size > 2;
  return (
    <Panel title="Time line" aside={`${elapsed(whole)} in all`}>
      <section className={classes.scroll} tabIndex={0} aria-label="Stretches of time">
        <ol className={classes.track}>
          {phases.map((phase) => (
            <li
              key={`${phase.kind} ${phase.from}`}
              className={classes.phase}
              data-kind={phase.kind}
              data-open={phase.open || undefined}
              data-failed={phase.failed || undefined}
              style={{ flexGrow: Math.max(0.02, (phase.to - phase.from) / whole) }}
              title={`${exactMoment(new Date(phase.from))} to ${phase.open ? "now" : exactMoment(new Date(phase.to))}`}
            >
              <span className={classes.label}>
                {labels[phase.kind]}
                {many && phase.kind === "launching" && ` · ${phase.attempt}`}
              </span>
              <span className={classes.bar} />
              <span className={classes.duration}>
                {phase.to - phase.from < 1_000 && !phase.open
                  ? `${phase.to - phase.from}ms`
                  : elapsed(phase.to - phase.from)}
                {phase.failed && <span className="hidden-visually">, and failed</span>}
              </span>
            </li>
          ))}
          {endings.includes(job.status) && (
            <li className={classes.end} data-status={job.status}>
              <StatusIcon status={job.status as ShownStatus} size={16} />
              <span className="hidden-visually">{statusStyles[job.status as ShownStatus].label}</span>
            </li>
          )}
        </ol>
      </section>
      <details className={classes.events}>
        <summary>Every event ({job.timeline.length})</summary>
        <ol>
          {job.timeline.map((event) => (
            <Event key={`${event.kind} ${event.at} ${event.attempt}`} event={event} />
          ))}
        </ol>
      </details>
    </Panel>
  );
}

function Event({ event: { at, text } }: { event: TimelineEvent }) {
  const moment = new Date(at);
  return (
    <li>
      <time dateTime={at} title={at}>
        {moment.toLocaleString(undefined, { dateStyle: "short", timeStyle: "medium" })}
      </time>
      <span className="foreign">{visibleText(text).slice(0, 500)}</span>
    </li>
  );
}
