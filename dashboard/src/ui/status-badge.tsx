import type { Job } from "../api/types.ts";
import { visibleText } from "../lib/visible-text.ts";
import { Icon } from "./icon.tsx";
import classes from "./status.module.css";
import { type ShownStatus, shownStatus, statusStyles } from "./status-styles.ts";

/** A job's state as a word, a picture and a colour. */
export function StatusBadge({ job, large }: { job: Pick<Job, "status" | "queueStatus">; large?: boolean }) {
  const shown = shownStatus(job);
  if (shown === undefined) {
    return <span className={classes.badge}>{visibleText(job.status).slice(0, 30)}</span>;
  }
  const { label, icon, meaning } = statusStyles[shown];
  return (
    <span className={classes.badge} data-status={shown} data-large={large || undefined} title={meaning}>
      <Icon name={icon} size={large ? 15 : 13} />
      {label}
    </span>
  );
}

/** The picture alone, beside a word. */
export function StatusIcon({ status, size = 15 }: { status: ShownStatus; size?: number }) {
  return (
    <span className={classes.icon} data-status={status}>
      <Icon name={statusStyles[status].icon} size={size} />
    </span>
  );
}
