import { quote } from "shlex";
import type { JobSpec } from "../api/types.ts";

/** What somebody would type to submit the same job: one option a line, quoted for a POSIX shell. */
export function commandLineOf(spec: JobSpec): string {
  const option = (name: string, value: string | number | undefined) =>
    value === undefined || value === "" ? [] : [`--${name} ${quote(String(value))}`];
  const parts = [
    "longshore submit",
    ...option("image", spec.image),
    ...option("name", spec.name),
    ...option("priority", spec.priority),
    ...option("at", spec.at),
    ...option("in", spec.delay === undefined ? undefined : exactDuration(spec.delay)),
    ...option("max-retries", spec.maxRetries),
    ...option("retry-strategy", spec.retryStrategy),
    ...option("retry-on-exit", spec.retry?.onExit),
    ...Object.entries(spec.env ?? {}).flatMap(([name, value]) => option("env", `${name}=${value}`)),
    ...option("template", spec.template),
    ...option("memory", spec.memory),
    ...option("cpus", spec.cpus),
    ...option("timeout", spec.timeout === undefined ? undefined : exactDuration(spec.timeout * 1_000)),
    ...(spec.networks ?? []).flatMap(({ name }) => option("network", name)),
    ...option("workdir", spec.workdir),
    ...option("host", spec.host),
    ...(spec.command?.length ? [`-- ${spec.command.map(quote).join(" ")}`] : []),
  ];
  return parts.join(" \\\n  ");
}

/** A duration as the options read it: in the largest unit that it is a whole number of. */
function exactDuration(milliseconds: number): string {
  const sizes = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const [unit, size] = Object.entries(sizes).find(([, candidate]) => milliseconds % candidate === 0) ?? [
    "ms",
    1,
  ];
  return `${milliseconds / size}${unit}`;
}
