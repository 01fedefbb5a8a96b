import type { Attempt, JobDetail } from "../../api/types.ts";
import { formatBytes, formatCores } from "../../lib/numbers.ts";
import { reasonText } from "../../lib/reason-words.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Foreign } from "../../ui/foreign.tsx";
import { Moment, Span } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./facts.module.css";

/** Each time somebody tried to run it; the last one first. */
export function Attempts({ job: { attempts, retryCount, maxRetries } }: { job: JobDetail }) {
  return (
    <Panel title="Attempts" aside={`${retryCount} of ${maxRetries}`}>
      {attempts.length === 0 ? (
        <p className={classes.none}>No worker has taken it yet.</p>
      ) : (
        <ol className={classes.attempts} reversed>
          {attempts.toReversed().map((attempt) => (
            <OneAttempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function OneAttempt({ attempt }: { attempt: Attempt }) {
  const { number, node, claimedAt, startedAt, endedAt, exitCode, reason, error, errorClass } = attempt;
  const { peakMemoryBytes, averageCpuCores } = attempt;
  return (
    <li>
      <p className={classes.attempt}>
        <strong>Attempt {number}</strong>
        <span>{summary(attempt)}</span>
      </p>
      <dl className={classes.facts}>
        <dt>Taken</dt>
        <dd>
          <Moment at={claimedAt} />
        </dd>
        {startedAt && (
          <>
            <dt>Ran for</dt>
            <dd>
              <Span from={startedAt} to={endedAt} />
            </dd>
          </>
        )}
        <dt>On</dt>
        <dd>
          <Foreign text={node} />
        </dd>
        {exitCode !== null && (
          <>
            <dt>Exit code</dt>
            <dd>{exitCode}</dd>
          </>
        )}
        {peakMemoryBytes !== null && (
          <>
            <dt>Memory</dt>
            <dd>{formatBytes(peakMemoryBytes)} at most</dd>
          </>
        )}
        {averageCpuCores !== null && (
          <>
            <dt>CPU</dt>
            <dd>{formatCores(averageCpuCores)} on average</dd>
          </>
        )}
        {reason && reason !== "exited" && (
          <>
            <dt>Reason</dt>
            <dd>
              <Foreign text={reasonText(reason)} />
            </dd>
          </>
        )}
        {error && (
          <>
            <dt>Error{errorClass && ` (${visibleText(errorClass).slice(0, 20)})`}</dt>
            <dd>
              <Foreign text={error} />
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}

function summary({ startedAt, endedAt, exitCode }: Attempt): string {
  if (endedAt === null) return startedAt === null ? "is being launched" : "runs";
  if (startedAt === null) return "not launched";
  return exitCode === 0 ? "completed" : "ended";
}
