import { Fragment, type ReactNode } from "react";
import type { JobDetail } from "../../api/types.ts";
import { commandText, shellScript } from "../../lib/job-text.ts";
import { elapsed } from "../../lib/moments.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Foreign } from "../../ui/foreign.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./facts.module.css";

/** Characters of a command that are shown. */
const longest = 5_000;

/** A script on lines of its own, as it was written; any other command as one would type it. */
function commandOf(job: JobDetail): string {
  const script = shellScript(job.command);
  return script === undefined ? commandText(job) : `${job.command.slice(0, 2).join(" ")}\n${script.trim()}`;
}

/** What was asked for. */
export function Spec({ job }: { job: JobDetail }) {
  const { spec, image, host, priority, maxRetries } = job;
  const { memoryMb, cpus, timeoutSeconds, networks, workdir, template, retryStrategy, retryOnExit } = spec;
  const variables = Object.entries(spec.environment);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Image", image === "" ? "none: a local process" : <Foreign key="image" text={image} />],
    ["Host", <Foreign key="host" text={host} />],
    ["Priority", priority],
    ["Memory", memoryMb === null ? "not limited" : `${memoryMb} MB`],
    ["CPU", cpus === null ? "not limited" : `${cpus} cores`],
    ["Time limit", elapsed(timeoutSeconds * 1_000)],
    ["Launches", `${maxRetries} at most, ${retryStrategy}`],
    ["Runs again", retryOnExit === 0 ? "no" : `${retryOnExit} times after a failure`],
    ["Directory", workdir && <Foreign key="workdir" text={workdir} />],
    [
      "Networks",
      networks.length > 0 && <Foreign key="networks" text={networks.map(({ name }) => name).join(", ")} />,
    ],
    ["Template", template && <Foreign key="template" text={template} />],
    ["Description", spec.description && <Foreign key="description" text={spec.description} />],
  ];
  return (
    <Panel title="What was asked for">
      <section className={classes.command} tabIndex={0} aria-label="Command">
        {visibleText(commandOf(job)).slice(0, longest)}
      </section>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== "" && value !== false && value !== null)
          .map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        {variables.length > 0 && (
          <>
            <dt>Environment</dt>
            <dd>
              <ul className={classes.variables} tabIndex={0} aria-label="Environment">
                {variables.map(([name, value]) => (
                  <li key={name}>
                    <Foreign mono text={value === null ? `${name}=••••••` : `${name}=${value}`} />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
