import { isProblem } from "../../api/problems.ts";
import { useJob } from "../../api/queries.ts";
import type { JobDetail } from "../../api/types.ts";
import { jobTitle } from "../../lib/job-text.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Copy } from "../../ui/copy.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Failure, Loading, Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Attempts } from "./attempts.tsx";
import { JobActions } from "./job-actions.tsx";
import classes from "./job-page.module.css";
import { LogPanel } from "./log-panel.tsx";
import { Spec } from "./spec.tsx";
import { TimeLine } from "./time-line.tsx";
import { Why } from "./why.tsx";

/** Everything about one job. */
export function JobPage({ id }: { id: string }) {
  const { data: job, error, refetch } = useJob(id);
  if (job) return <Known job={job} />;
  return (
    <Page title="Job">
      {isProblem(error, 404, 400) ? (
        <Notice icon="search" title="There is no such job">
          <span className="foreign mono">{visibleText(id).slice(0, 100)}</span> is not in this database. It
          may have been removed since.
        </Notice>
      ) : error ? (
        <Failure what="The job" error={error} onRetry={refetch} />
      ) : (
        <Loading lines={6} height={40} />
      )}
    </Page>
  );
}

function Known({ job }: { job: JobDetail }) {
  const title = visibleText(jobTitle(job));
  return (
    <Page
      title={title.slice(0, 200)}
      heading={
        <span className={classes.heading}>
          <span className={classes.title} title={title.slice(0, 2_000)}>
            {title.slice(0, 500)}
          </span>
          <StatusBadge job={job} large />
        </span>
      }
      actions={<JobActions job={job} />}
    >
      <p className={classes.identity}>
        <span className="mono">{job.id}</span>
        <Copy text={job.id} what="the id" />
        <span>
          created <Moment at={job.createdAt} />
        </span>
      </p>
      <Why job={job} />
      <TimeLine job={job} />
      <div className={classes.columns}>
        <LogPanel job={job} />
        <div className={classes.side}>
          <Attempts job={job} />
          <Spec job={job} />
        </div>
      </div>
    </Page>
  );
}
