import "./no-generated-code.ts";

import { parseDuration } from "../../../src/duration.ts";
import { jobSpec } from "../../../src/queue/job/job-spec.ts";
import { parseCommand } from "../../../src/queue/text/command-text.ts";
import type { JobDetail, JobSpec } from "../api/types.ts";
import { commandText } from "./job-text.ts";

/** What is typed into the form. */
export interface JobForm {
  image: string;
  /** As for a shell. */
  command: string;
  name: string;
  priority: number | string;
  when: "now" | "at" | "in";
  /** As the browser's field gives it: local, without a zone. */
  at: string;
  /** A duration, such as `2h`. */
  in: string;
  maxRetries: number | string;
  retryStrategy: string;
  retryOnExit: number | string;
  /** `KEY=value`, one a line. */
  env: string;
  template: string;
  memory: number | string;
  cpus: number | string;
  timeout: string;
  /** Separated by commas. */
  networks: string;
  workdir: string;
  host: string;
}

export const emptyForm: JobForm = {
  image: "",
  command: "",
  name: "",
  priority: 50,
  when: "now",
  at: "",
  in: "",
  maxRetries: "",
  retryStrategy: "",
  retryOnExit: "",
  env: "",
  template: "",
  memory: "",
  cpus: "",
  timeout: "",
  networks: "",
  workdir: "",
  host: "",
};

export type FormErrors = Partial<Record<keyof JobForm, string>>;

/** The job that the form describes, and what is wrong with it. What cannot be read is left out of the job. */
export function readForm(form: JobForm): { spec: JobSpec; errors: FormErrors } {
  const errors: FormErrors = {};
  const spec: JobSpec = {
    ...text("image", form.image.trim()),
    ...text("name", form.name.trim()),
    ...text("template", form.template),
    ...text("workdir", form.workdir.trim()),
    ...text("host", form.host),
    ...text("retryStrategy", form.retryStrategy as "default"),
    ...number("maxRetries", form.maxRetries),
    ...number("memory", form.memory),
    ...number("cpus", form.cpus),
    ...(form.priority !== "" && Number(form.priority) !== 50 && { priority: Number(form.priority) }),
    ...(form.retryOnExit !== "" && { retry: { onExit: Number(form.retryOnExit) } }),
    ...command(form.command, errors),
    ...time(form, errors),
    ...environment(form.env, errors),
    ...timeLimit(form.timeout, errors),
    ...networks(form.networks),
  };
  const checked = jobSpec.safeParse(spec);
  for (const { path, message } of checked.error?.issues ?? []) {
    errors[fieldOf(path)] ??= message;
  }
  return { spec, errors };
}

/** The field that is meant by a place in a job. */
export function fieldOf(path: readonly PropertyKey[]): keyof JobForm {
  const [first] = path;
  if (first === "delay") return "in";
  if (first === "retry") return "retryOnExit";
  if (typeof first === "string" && first in emptyForm) return first as keyof JobForm;
  return "command";
}

/** The form that describes a job like this one; a value that is not shown has to be typed again. */
export function formOf(job: JobDetail): JobForm {
  const { spec } = job;
  return {
    ...emptyForm,
    image: job.image,
    command: job.command.length === 0 ? "" : commandText(job),
    name: job.name,
    priority: job.priority,
    maxRetries: job.maxRetries,
    retryStrategy: spec.retryStrategy,
    retryOnExit: spec.retryOnExit || "",
    env: Object.entries(spec.environment)
      .map(([name, value]) => `${name}=${value ?? ""}`)
      .join("\n"),
    template: spec.template ?? "",
    memory: spec.memoryMb ?? "",
    cpus: spec.cpus ?? "",
    timeout: `${spec.timeoutSeconds}s`,
    networks: spec.networks.map(({ name }) => name).join(", "),
    workdir: spec.workdir,
    host: job.host,
  };
}

function text<K extends string, V extends string>(name: K, value: V): { [name in K]?: V } {
  return value === "" ? {} : ({ [name]: value } as { [name in K]?: V });
}

function number<K extends string>(name: K, value: number | string): { [name in K]?: number } {
  return value === "" ? {} : ({ [name]: Number(value) } as { [name in K]?: number });
}

function command(typed: string, errors: FormErrors): Pick<JobSpec, "command"> {
  if (typed.trim() === "") return {};
  try {
    return { command: parseCommand(typed) };
  } catch {
    errors.command = "has a quote that is not closed";
    return {};
  }
}

function time({ when, at, in: delay }: JobForm, errors: FormErrors): Pick<JobSpec, "at" | "delay"> {
  if (when === "at") {
    const moment = new Date(at);
    if (!Number.isNaN(moment.getTime())) return { at: moment.toISOString() };
    errors.at = "must be a day and a time";
  }
  if (when === "in") {
    const milliseconds = parseDuration(delay);
    if (milliseconds !== undefined) return { delay: Math.round(milliseconds) };
    errors.in = "must be a duration, such as 90s, 10m or 2h";
  }
  return {};
}

function timeLimit(typed: string, errors: FormErrors): Pick<JobSpec, "timeout"> {
  if (typed.trim() === "") return {};
  const milliseconds = parseDuration(typed);
  if (milliseconds !== undefined) return { timeout: Math.max(1, Math.ceil(milliseconds / 1_000)) };
  errors.timeout = "must be a duration, such as 90s, 10m or 2h";
  return {};
}

function environment(typed: string, errors: FormErrors): Pick<JobSpec, "env"> {
  const lines = typed.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 }));
  const given = lines.filter(({ line }) => line.trim() !== "" && !line.trim().startsWith("#"));
  if (given.length === 0) return {};
  const broken = given.find(({ line }) => line.indexOf("=") < 1);
  if (broken) errors.env = `line ${broken.number} must be KEY=value`;
  const pairs = given
    .filter(({ line }) => line.indexOf("=") > 0)
    .map(({ line }) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals).trim(), line.slice(equals + 1)] as const;
    });
  return { env: Object.fromEntries(pairs) };
}

function networks(typed: string): Pick<JobSpec, "networks"> {
  const names = typed
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.length === 0 ? {} : { networks: names.map((name) => ({ name })) };
}
