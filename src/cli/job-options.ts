import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { LongshoreError, messageOf } from "../errors.ts";
import type { JobSpec } from "../queue/job/job-spec.ts";
import { Priority } from "../queue/job/priority.ts";
import { strategyNames } from "../queue/job/retry.ts";
import { collect, cores, duration, time, wholeNumber } from "./options.ts";

interface JobOptions {
  image?: string;
  name?: string;
  priority?: number;
  at?: Date;
  in?: number;
  maxRetries?: number;
  retryStrategy?: (typeof strategyNames)[number];
  retryOnExit?: number;
  env?: string[];
  plainEnv?: string[];
  envFile?: string[];
  template?: string;
  memory?: number;
  cpus?: number;
  timeout?: number;
  network?: string[];
  workdir?: string;
  host?: string;
}

const most = 2_147_483_647;

/** Adds the options that describe a job, and its command as the arguments behind `--`. */
export function addJobOptions(command: Command): Command {
  return command
    .argument("[command...]", "program and arguments, behind --")
    .option(
      "--image <reference>",
      "run it in a container of this image; without, as a process of this machine",
    )
    .option("--name <name>", "a name for people")
    .option("--priority <0..100>", "higher is sooner", wholeNumber(Priority.lowest, Priority.highest))
    .addOption(new Option("--at <time>", "not before this time").argParser(time).conflicts("in"))
    .option("--in <duration>", "not before this long from now", duration)
    .option("--max-retries <n>", "launch attempts before giving up", wholeNumber(1, 1000))
    .addOption(new Option("--retry-strategy <name>", "how to wait between them").choices(strategyNames))
    .option(
      "--retry-on-exit <n>",
      "how often to run it again when it ran and failed: another exit code than 0, or out of memory (default 0)",
      wholeNumber(0, 1000),
    )
    .option("--env <key=value>", "environment variable; may be given many times", collect)
    .option(
      "--plain-env <key=value>",
      "the same, of one that is no secret: the page shows its value",
      collect,
    )
    .option("--env-file <path>", "file of KEY=value lines; --env wins over it", collect)
    .option("--template <name>", "environment template; --env and --env-file win over it")
    .option("--memory <MB>", "memory limit", wholeNumber(6, most))
    .option("--cpus <n>", "cores, fractions allowed", cores)
    .option("--timeout <duration>", "how long it may run (default 1h)", duration)
    .option("--network <name>", "network to join; may be given many times", collect)
    .option("--workdir <path>", "working directory")
    .option("--host <name>", "executor host to run it on");
}

/**
 * The job that the options describe.
 *
 * @throws {LongshoreError} INVALID_INPUT
 */
export function toJobSpec(command: readonly string[], options: JobOptions): JobSpec {
  const { env, plainEnv, envFile, network, timeout, in: delay, retryOnExit, ...same } = options;
  const plain: Record<string, string> = Object.assign({}, ...(plainEnv ?? []).map(readPair));
  return {
    ...same,
    command: [...command],
    env: {
      ...Object.assign({}, ...(envFile ?? []).map(readEnvFile)),
      ...Object.assign({}, ...(env ?? []).map(readPair)),
      ...plain,
    },
    ...(plainEnv && { plainEnv: Object.keys(plain) }),
    ...(network && { networks: network.map((name) => ({ name })) }),
    ...(retryOnExit !== undefined && { retry: { onExit: retryOnExit } }),
    ...(timeout !== undefined && { timeout: Math.max(1, Math.ceil(timeout / 1000)) }),
    ...(delay !== undefined && { delay: Math.round(delay) }),
  };
}

function readPair(pair: string): Record<string, string> {
  const equals = pair.indexOf("=");
  if (equals < 1) {
    throw new LongshoreError("INVALID_INPUT", {
      what: `--env ${JSON.stringify(pair.slice(0, 40))}`,
      why: "must be KEY=value",
    });
  }
  return { [pair.slice(0, equals)]: pair.slice(equals + 1) };
}

function readEnvFile(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new LongshoreError("INVALID_INPUT", { what: `--env-file ${path}`, why: messageOf(error) });
  }
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const pairs = lines.filter(({ line }) => line !== "" && !line.startsWith("#"));
  const broken = pairs.find(({ line }) => line.indexOf("=") < 1);
  if (broken) {
    throw new LongshoreError("INVALID_INPUT", {
      what: `--env-file ${path}, line ${broken.number}`,
      why: "must be KEY=value",
    });
  }
  return Object.assign({}, ...pairs.map(({ line }) => readPair(line)));
}
