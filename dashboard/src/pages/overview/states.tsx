import { Link } from "wouter";
import type { Stats } from "../../api/types.ts";
import { formatCount } from "../../lib/numbers.ts";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { type ShownStatus, statusStyles } from "../../ui/status-styles.ts";
import classes from "./states.module.css";

/** In the order of a job's life, with the list that shows them. */
const shown = [
  ["pending", "status=pending"],
  ["queued", "status=pending,queued,retrying"],
  ["scheduled", "queueStatus=scheduled"],
  ["launching", "status=launching"],
  ["running", "status=running"],
  ["completed", "status=completed"],
  ["failed", "status=failed"],
  ["timeout", "status=timeout"],
  ["cancelled", "status=cancelled"],
] as const satisfies readonly (readonly [ShownStatus & keyof Stats["counts"], string])[];

/** How many jobs stand where. */
export function States({ counts }: { counts: Stats["counts"] }) {
  return (
    <section className={classes.states} aria-label="Jobs by state">
      <ul>
        {shown.map(([status, query]) => (
          <li key={status}>
            <Link href={`/jobs?${query}`} className={classes.state} title={statusStyles[status].meaning}>
              <span className={classes.name}>
                <StatusIcon status={status} size={14} />
                {statusStyles[status].label}
              </span>
              <span className={classes.count} data-none={counts[status] === 0 || undefined}>
                {formatCount(counts[status])}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
