import { z } from "zod";
import { toldMoment } from "./moment.ts";

const fields = {
  id: z.guid(),
  name: z.string(),
  status: z.string().describe("A state of docs/states.md, or whatever Django wrote."),
  queueStatus: z.enum(["not_queued", "queued", "scheduled", "launch_failed", "launched"]),
  image: z.string().describe("Empty for a process of the worker's machine."),
  imageDigest: z.string().nullable().describe("What the image's reference led to at the last launch."),
  command: z.array(z.string()).readonly(),
  priority: z.int(),
  createdAt: toldMoment,
  queuedAt: toldMoment.nullable(),
  scheduledFor: toldMoment.nullable(),
  launchedAt: toldMoment.nullable(),
  startedAt: toldMoment.nullable(),
  completedAt: toldMoment.nullable(),
  exitCode: z.int().nullable(),
  retryCount: z.int().describe("Launch attempts made."),
  maxRetries: z.int().describe("Launch attempts before giving up."),
  isQueued: z.boolean(),
  isReadyToLaunch: z.boolean(),
  host: z.string(),
  lastError: z.string().nullable(),
};

/** A job in a list. */
export const job = z.object(fields).meta({ id: "Job" });

export const attempt = z
  .object({
    number: z.int(),
    worker: z.guid(),
    node: z.string(),
    executionId: z.string(),
    claimedAt: toldMoment,
    startedAt: toldMoment.nullable(),
    endedAt: toldMoment.nullable(),
    exitCode: z.int().nullable(),
    reason: z.string().nullable(),
    error: z.string().nullable(),
    errorClass: z.string().nullable(),
    peakMemoryBytes: z.int().nullable().describe("The most memory that it was seen to use at once."),
    averageCpuCores: z.number().nullable().describe("Cores kept busy on average; 1.5 is one and a half."),
  })
  .meta({ id: "Attempt" });

const spec = z.object({
  environment: z
    .record(z.string(), z.string().nullable())
    .describe("By name; null stands for a value that the spec did not list in `plainEnv`."),
  description: z.string(),
  memoryMb: z.int().nullable(),
  cpus: z.number().nullable(),
  timeoutSeconds: z.int(),
  networks: z.array(z.object({ name: z.string(), aliases: z.array(z.string()) })),
  workdir: z.string(),
  template: z.string().nullable(),
  retryStrategy: z.string(),
  retryOnExit: z.int(),
});

const waiting = z.object({
  kind: z.enum([
    "not_queued",
    "no_attempts_left",
    "scheduled",
    "backoff",
    "host_inactive",
    "host_full",
    "no_worker",
    "workers_busy",
    "next",
  ]),
  text: z.string().describe("For people."),
  until: toldMoment.optional(),
});

const timelineEvent = z.object({
  at: toldMoment,
  kind: z.enum([
    "created",
    "queued",
    "scheduled",
    "claimed",
    "launch_failed",
    "retry_at",
    "started",
    "stop_requested",
    "ended",
  ]),
  attempt: z.int().optional(),
  outcome: z.string().optional().describe("How it ended."),
  text: z.string(),
});

/** A job, with all that is known of it. */
export const jobDetail = z
  .object({
    ...fields,
    attempts: z.array(attempt).readonly(),
    spec,
    waiting: waiting.nullable().describe("What it waits for, while it waits."),
    timeline: z.array(timelineEvent),
  })
  .meta({ id: "JobDetail" });

export type Job = z.input<typeof job>;
export type Attempt = z.input<typeof attempt>;
export type JobDetail = z.input<typeof jobDetail>;
export type TimelineEvent = z.input<typeof timelineEvent>;
