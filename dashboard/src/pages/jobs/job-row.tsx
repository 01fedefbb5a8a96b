import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { Link } from "wouter";
import type { Job } from "../../api/types.ts";
import { commandText, imageWithoutRegistry, jobTitle, outcome, shellScript } from "../../lib/job-text.ts";
import { Foreign } from "../../ui/foreign.tsx";
import { Moment, Span } from "../../ui/moment.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { shownStatus } from "../../ui/status-styles.ts";
import classes from "./job-table.module.css";

interface JobRowProps {
  readonly job: Job;
  readonly index: number;
  /** Pixels from the first row's top. */
  readonly top: number;
  readonly height: number;
  /** Nothing where nothing may be changed. */
  readonly selected: boolean | undefined;
  readonly onToggle: (range: boolean) => void;
}

export const JobRow = memo(
  function JobRow({ job, index, top, height, selected, onToggle }: JobRowProps) {
    const title = jobTitle(job);
    return (
      <div
        role="row"
        className={`${classes.columns} ${classes.row}`}
        style={{ height, transform: `translateY(${top}px)` }}
        data-index={index}
        data-selected={selected || undefined}
        aria-rowindex={index + 2}
      >
        {selected !== undefined && (
          <div role="cell" className={`${classes.cell} ${classes.check}`}>
            <Checkbox
              size="xs"
              aria-label={`Select ${title.slice(0, 100)}`}
              checked={selected}
              onChange={({ nativeEvent }) =>
                onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
              }
            />
          </div>
        )}
        <div role="cell" className={`${classes.cell} ${classes.status}`}>
          <StatusBadge job={job} />
        </div>
        <div role="cell" className={`${classes.cell} ${classes.name}`}>
          <Link href={`/jobs/${job.id}`} className={classes.link}>
            <Foreign text={title} />
          </Link>
          <span className={classes.command}>
            <Foreign text={shellScript(job.command)?.trim() ?? commandText(job)} mono />
          </span>
        </div>
        <div role="cell" className={`${classes.cell} ${classes.image}`}>
          <Foreign text={imageWithoutRegistry(job.image) || "local process"} whole={job.image} />
        </div>
        <div role="cell" className={`${classes.cell} ${classes.host}`}>
          <Foreign text={job.host} />
        </div>
        <div role="cell" className={`${classes.cell} ${classes.priority} numeric`}>
          {job.priority}
        </div>
        <div role="cell" className={`${classes.cell} ${classes.created}`}>
          <Moment at={job.createdAt} />
        </div>
        <div role="cell" className={`${classes.cell} ${classes.took}`}>
          {job.startedAt === null ? "–" : <Span from={job.startedAt} to={endOf(job)} />}
        </div>
        <div role="cell" className={`${classes.cell} ${classes.outcome}`}>
          <Outcome job={job} />
        </div>
      </div>
    );
  },
  (a, b) =>
    a.job === b.job &&
    a.index === b.index &&
    a.top === b.top &&
    a.height === b.height &&
    a.selected === b.selected,
);

function Outcome({ job }: { job: Job }) {
  const shown = shownStatus(job);
  const text = outcome(job);
  if (job.scheduledFor === null || (shown !== "scheduled" && shown !== "retrying")) {
    if (text !== "") return <Foreign text={text} />;
    return (
      <span className={classes.place}>
        <Foreign text={job.image || job.host} />
      </span>
    );
  }
  return (
    <>
      <span className={classes.due}>
        due <Moment at={job.scheduledFor} />
      </span>
      {text !== "" && <Foreign text={text} />}
    </>
  );
}

/** While it runs it has no end yet; one that Django wrote may have none at all. */
function endOf({ status, startedAt, completedAt }: Job): string | null {
  return status === "running" ? null : (completedAt ?? startedAt);
}
