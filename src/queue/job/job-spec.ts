import { z } from "zod";
import { LongshoreError } from "../../errors.ts";
import { Priority } from "./priority.ts";
import { strategyNames } from "./retry.ts";

/** What every database's text holds, and no less. */
const anyText = z
  .string()
  .refine((text) => !text.includes("\0"), "has a NUL byte, which no argument and no database text holds")
  .refine((text) => text.isWellFormed(), "has half a character (a surrogate without its other one)");
const plainText = (most: number) => anyText.max(most, `may have ${most} characters`);
const wholeNumber = (least: number, most: number) =>
  z
    .number(`must be a whole number from ${least} to ${most}`)
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be from ${least} to ${most}`)
    .max(most, `must be from ${least} to ${most}`);

/** A day in the year 9999 is the last that all three databases hold. */
const moment = z.coerce
  .date("must be a time, such as 2030-01-31T09:00:00Z")
  .min(new Date(0), "must be after 1970")
  .max(new Date("9999-12-31T00:00:00Z"), "must be before the year 9999");

/** A hundred years, in milliseconds: added to any now, it is a moment that all three databases hold. */
const longestDelay = 3_155_760_000_000;

const longestCommand = 1_048_576;

export const jobSpec = z
  .strictObject({
    image: plainText(500)
      .regex(/^\S*$/, "may not hold white space")
      .default("")
      .describe(
        "Reference of the image to run; without one, the command is a process of the worker's machine.",
      ),
    command: z.array(anyText).default([]).describe("Program and arguments. Empty runs the image's own."),
    name: plainText(200).default("").describe("For people; 200 characters at most."),
    description: plainText(longestCommand).default("").describe("For people."),
    priority: wholeNumber(Priority.lowest, Priority.highest)
      .default(Priority.NORMAL)
      .describe("0 to 100; higher is sooner."),
    at: moment.optional().describe("Not to be launched before this moment."),
    delay: wholeNumber(0, longestDelay)
      .optional()
      .describe("Not to be launched before this many milliseconds from now, by the database's clock."),
    maxRetries: wholeNumber(1, 1_000)
      .optional()
      .describe("Launch attempts before it is given up; the strategy's own where it is missing."),
    retryStrategy: z
      .enum(strategyNames, `must be one of ${strategyNames.join(", ")}`)
      .default("default")
      .describe("How long to wait between launch attempts."),
    retry: z
      .strictObject({
        onExit: wholeNumber(0, 1_000)
          .default(0)
          .describe(
            "How often a job that ran, and ended with another exit code than 0 or out of memory, is run again.",
          ),
      })
      .prefault({})
      .describe("When a job is run again."),
    env: z
      .record(z.string(), z.string())
      .default({})
      .describe("Environment variables, by name; their values are not shown with the job."),
    plainEnv: z
      .array(plainText(255))
      .max(1_000, "may have 1000 names")
      .default([])
      .describe("Names of variables in `env` that are no secret: their values are shown with the job."),
    template: plainText(100).optional().describe("Name of an environment template; `env` wins over it."),
    memory: wholeNumber(6, 2_147_483_647).optional().describe("MB it may use; no limit where it is missing."),
    cpus: z
      .number()
      .min(0.01, "must be at least 0.01")
      .max(1024, "must be at most 1024")
      .optional()
      .describe("Cores it may use, fractions allowed; no limit where it is missing."),
    timeout: wholeNumber(1, 2_147_483_647).default(3600).describe("Seconds it may run."),
    networks: z
      .array(
        z.strictObject({
          name: plainText(255).min(1, "must have a name").describe("As the engine knows it."),
          aliases: z
            .array(plainText(255))
            .default([])
            .describe("Further names that the container has there."),
        }),
      )
      .default([])
      .describe("Networks to join; the engine's default where there is none."),
    workdir: plainText(500)
      .default("")
      .describe("Directory that the command begins in; the image's, or the worker's, where it is empty."),
    host: plainText(100)
      .optional()
      .describe(
        "Name of an executor host; an active one of the right kind, chosen by weight, where it is missing.",
      ),
  })
  .refine((spec) => spec.image !== "" || spec.command.length > 0, { message: "needs an image or a command" })
  .refine((spec) => spec.at === undefined || spec.delay === undefined, {
    path: ["delay"],
    message: "cannot be given together with at",
  })
  .refine((spec) => spec.command[0] !== "", { path: ["command"], message: "begins with an empty word" })
  .refine((spec) => spec.command.join(" ").length <= longestCommand, {
    path: ["command"],
    message: `may have ${longestCommand} characters`,
  });

/** What a caller submits. */
export type JobSpec = z.input<typeof jobSpec>;
/** The same, checked and complete. */
export type CheckedSpec = z.output<typeof jobSpec>;

/** @throws {LongshoreError} INVALID_INPUT that names the first thing wrong */
export function checkSpec(spec: JobSpec): CheckedSpec {
  const result = jobSpec.safeParse(spec);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join(".") || "job";
  const given = issue?.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    spec,
  );
  const shown = ["string", "number"].includes(typeof given)
    ? ` (given ${JSON.stringify(given).slice(0, 60)})`
    : "";
  throw new LongshoreError("INVALID_INPUT", { what: path, why: `${issue?.message}${shown}` });
}
