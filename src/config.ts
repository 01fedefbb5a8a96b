/**
 * Every setting. Each comes from a flag, else from the environment, else from the settings file
 * (`--config`, LONGSHORE_CONFIG, or `longshore.json` in the working folder), else from here.
 */

import { existsSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { parseDuration } from "./duration.ts";
import { LongshoreError, messageOf } from "./errors.ts";

const notADuration = "must be a duration such as 500ms, 30s, 10m, 2h or 7d";
const duration = z
  .union([z.number(), z.string()])
  .transform((given) => (typeof given === "string" ? (parseDuration(given) ?? Number.NaN) : given))
  .pipe(z.number(notADuration).min(1, "must be at least 1ms"));
const count = (most: number) =>
  z.coerce
    .number(`must be a whole number from 1 to ${most}`)
    .int(`must be a whole number from 1 to ${most}`)
    .min(1, `must be from 1 to ${most}`)
    .max(most, `must be from 1 to ${most}`);

const notAnAddress = "must be ADDRESS:PORT, such as 127.0.0.1:7070 or [::1]:7070";
const listenAddress = z
  .string(notAnAddress)
  .regex(/^(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}$/, notAnAddress)
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return { address: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, notAnAddress);
/** Long enough that nobody guesses it. */
const token = z
  .string()
  .regex(/^[!-~]*$/, "must be printable ASCII without spaces")
  .min(16, "must have 16 characters at least");
const names = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === "string" ? given.split(",").map((name) => name.trim()) : given))
  .transform((list) => list.filter((name) => name !== ""));

const settingsSchema = z.strictObject({
  /** `sqlite:PATH`, `postgres://…`, `mysql://…` or `mariadb://…` */
  database: z.string().default("sqlite:longshore.db"),
  /** Connections at most. */
  poolSize: count(1000).default(10),
  /** Jobs at once, per worker. */
  concurrency: count(1000).default(4),
  /** How often a worker with a free slot asks for ready jobs. */
  pollInterval: duration.default(500),
  /** A worker that has been silent for this long has lost its jobs to the others. */
  lease: duration.default(30_000),
  /** What this machine is called, and no other. A worker in a container needs a name that outlives it. */
  node: z.string().min(1).max(255).default(hostname),
  /** A worker that no other can stand in for, and that has been silent for this long, is gone with its jobs. */
  lostAfter: duration.default(86_400_000),
  /** What a job is given between TERM and KILL. */
  grace: duration.default(10_000),
  /** Workers delete jobs that ended this long ago; none where it is not set. */
  retention: duration.optional(),
  /** Of so many jobs that a worker takes, one is the one that has waited longest, whatever its priority; none where it is not set. */
  ageing: count(1000).optional(),
  /** Where local processes keep their output and exit codes. */
  stateDirectory: z
    .string()
    .default(() => join(process.env.XDG_STATE_HOME || join(homedir(), ".local/state"), "longshore")),
  /** Where the API and the page are. */
  listen: listenAddress.prefault("127.0.0.1:7070"),
  /** Whoever has it may look and change; one is made where it is not set, for this machine's addresses only. */
  token: token.optional(),
  /** Whoever has it may look. */
  readToken: token.optional(),
  /** Names, besides this machine's own, that requests may call the server by; a proxy's, for example. */
  allowedHosts: names.prefault([]),
  /** What a worker logs. */
  logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

/** All durations in milliseconds. */
export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** Environment variables, by setting; the first that is set counts. */
const variables: Record<keyof Settings, readonly string[]> = {
  database: ["LONGSHORE_DATABASE_URL", "DATABASE_URL"],
  poolSize: ["LONGSHORE_POOL_SIZE"],
  concurrency: ["LONGSHORE_CONCURRENCY"],
  pollInterval: ["LONGSHORE_POLL_INTERVAL"],
  lease: ["LONGSHORE_LEASE"],
  node: ["LONGSHORE_NODE"],
  lostAfter: ["LONGSHORE_LOST_AFTER"],
  grace: ["LONGSHORE_GRACE"],
  retention: ["LONGSHORE_RETENTION"],
  ageing: ["LONGSHORE_AGEING"],
  stateDirectory: ["LONGSHORE_STATE_DIRECTORY"],
  listen: ["LONGSHORE_LISTEN"],
  token: ["LONGSHORE_TOKEN"],
  readToken: ["LONGSHORE_READ_TOKEN"],
  allowedHosts: ["LONGSHORE_ALLOWED_HOSTS"],
  logLevel: ["LONGSHORE_LOG_LEVEL"],
};

/**
 * The settings from all places.
 *
 * @param flags what the caller says; undefined counts as not said
 * @param file the settings file; it must exist where it is given
 * @throws {LongshoreError} INVALID_INPUT, INVALID_CONFIG_FILE
 */
export function loadSettings(
  flags: Partial<SettingsInput> = {},
  file = process.env.LONGSHORE_CONFIG,
): Settings {
  const fromFile = readFile(file);
  const fromEnvironment = withoutUndefined(
    Object.fromEntries(
      Object.entries(variables).map(([name, sources]) => [
        name,
        sources.map((source) => process.env[source]).find((value) => value !== undefined && value !== ""),
      ]),
    ),
  );
  return parse({ ...fromFile, ...fromEnvironment, ...withoutUndefined(flags) }, (name) =>
    name in withoutUndefined(flags)
      ? name
      : name in fromEnvironment
        ? variables[name as keyof Settings].join(" or ")
        : name,
  );
}

function parse(input: object, nameOf: (setting: string) => string): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const setting = String(issue?.path[0] ?? "settings");
  throw new LongshoreError("INVALID_INPUT", {
    what: nameOf(setting),
    why: issue?.message ?? "cannot be read",
  });
}

function readFile(given: string | undefined): object {
  const path = given ?? "longshore.json";
  if (given === undefined && !existsSync(path)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    settingsSchema.partial().parse(content);
    // As it is written: it is read once more, together with what comes from elsewhere.
    return content as object;
  } catch (error) {
    const why =
      error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\s*\n\s*/g, " ") : messageOf(error);
    throw new LongshoreError("INVALID_CONFIG_FILE", { path, why });
  }
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}
