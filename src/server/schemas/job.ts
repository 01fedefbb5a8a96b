import { z } from "zod";
import { toldMoment } from "./moment.ts";

const fields = {
  id: z.guid().describe("Its id."),
  name: z.string().describe("For people."),
  status: z.string().describe("A state of docs/states.md, or whatever Django wrote."),
  queueStatus: z
    .enum(["not_queued", "queued", "scheduled", "launch_failed", "launched"])
    .describe("Where it stands in the queue."),
  image: z.string().describe("Empty for a process of the worker's machine."),
  imageDigest: z.string().nullable().describe("What the image's reference led to at the last launch."),
  command: z.array(z.string()).readonly().describe("Program and arguments; empty is the image's own."),
  priority: z.int().describe("0 to 100; higher is sooner."),
  createdAt: toldMoment.describe("When it was made."),
  queuedAt: toldMoment.nullable().describe("When it was put into the queue; null for one that is not."),
  scheduledFor: toldMoment.nullable().describe("Not to be launched before this moment."),
  launchedAt: toldMoment.nullable().describe("When it was launched, by the database's clock."),
  startedAt: toldMoment.nullable().describe("When it began to run, as its executor says."),
  completedAt: toldMoment.nullable().describe("When it ended, as its executor says."),
  exitCode: z.int().nullable().describe("Of the program; null until it has ended, or where it has none."),
  retryCount: z.int().describe("Launch attempts made."),
  maxRetries: z.int().describe("Launch attempts before giving up."),
  isQueued: z.boolean().describe("In the queue and not launched yet."),
  isReadyToLaunch: z.boolean().describe("Whether a claim would take it now."),
  host: z.string().describe("Name of the executor host."),
  lastError: z.string().nullable().describe("What went wrong last."),
};

/** A job in a list. */
export const job = z.object(fields).meta({ id: "Job" });

export const attempt = z
  .object({
    number: z.int().describe("Counted from 1."),
    worker: z.guid().describe("Id of the worker that has, or had, it in hand."),
    node: z.string().describe("The machine of that worker."),
    executionId: z.string().describe("What the executor calls it; empty until it is launched."),
    claimedAt: toldMoment.describe("When a worker took the job."),
    startedAt: toldMoment.nullable().describe("When it began to run."),
    endedAt: toldMoment.nullable().describe("When it ended; null while it is open."),
    exitCode: z.int().nullable().describe("Null where there was none."),
    reason: z
      .string()
      .nullable()
      .describe("Why it ended, for programs: exited, timeout, cancelled, image_not_found and others."),
    error: z
      .string()
      .nullable()
      .describe("Why it ended, for people, where it was not by an exit of its own."),
    errorClass: z.string().nullable().describe("Transient, permanent or unknown, where there is an error."),
    peakMemoryBytes: z.int().nullable().describe("The most memory that it was seen to use at once."),
    averageCpuCores: z.number().nullable().describe("Cores kept busy on average; 1.5 is one and a half."),
  })
  .meta({ id: "Attempt" });

const spec = z.object({
  environment: z
    .record(z.string(), z.string().nullable())
    .describe("By name; null stands for a value that the spec did not list in `plainEnv`."),
  description: z.string().describe("For people."),
  memoryMb: z.int().nullable().describe("MB it may use; null is without a limit."),
  cpus: z.number().nullable().describe("Cores it may use; null is without a limit."),
  timeoutSeconds: z.int().describe("Seconds it may run."),
  networks: z
    .array(
      z.object({
        name: z.string().describe("As the engine knows it."),
        aliases: z.array(z.string()).describe("Further names that the container has there."),
      }),
    )
    .describe("Networks to join."),
  workdir: z.string().describe("Directory that the command begins in; empty is the image's own."),
  template: z.string().nullable().describe("Name of the environment template."),
  retryStrategy: z.string().describe("How long to wait between launch attempts."),
  retryOnExit: z.int().describe("How often it is run again after it ended with another exit code than 0."),
});

const waiting = z.object({
  kind: z
    .enum([
      "not_queued",
      "no_attempts_left",
      "stopping",
      "scheduled",
      "backoff",
      "host_inactive",
      "host_full",
      "no_worker",
      "workers_busy",
      "next",
    ])
    .describe("What it waits for."),
  text: z.string().describe("For people."),
  until: toldMoment.optional().describe("When that is over, where it is known."),
});

const timelineEvent = z.object({
  at: toldMoment.describe("When it happened."),
  kind: z
    .enum([
      "created",
      "queued",
      "scheduled",
      "claimed",
      "launch_failed",
      "retry_at",
      "started",
      "stop_requested",
      "ended",
    ])
    .describe("What happened."),
  attempt: z.int().optional().describe("The attempt that it belongs to."),
  outcome: z.string().optional().describe("How it ended."),
  text: z.string().describe("For people."),
});

/** A job, with all that is known of it. */
export const jobDetail = z
  .object({
    ...fields,
    attempts: z.array(attempt).readonly().describe("In the order in which they were made."),
    spec: spec.describe("What was asked for."),
    waiting: waiting.nullable().describe("What it waits for, while it waits."),
    timeline: z.array(timelineEvent).describe("What happened to it, in order."),
  })
  .meta({ id: "JobDetail" });

export type Job = z.input<typeof job>;
export type Attempt = z.input<typeof attempt>;
export type JobDetail = z.input<typeof jobDetail>;
export type TimelineEvent = z.input<typeof timelineEvent>;
