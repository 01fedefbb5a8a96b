/** What is true of a launch spec and of an execution's name wherever it runs. */

import { LaunchError, type LaunchSpec } from "./executor.ts";

type Key = Pick<LaunchSpec, "installation" | "jobId" | "attempt">;

const installationPattern = /^[\w-]{1,64}$/;
const namePattern = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})-([1-9]\d{0,8})$/;

/** `<jobId>-<attempt>`: what an execution is called on its host. */
export function executionName({ jobId, attempt }: Key): string {
  return `${jobId}-${attempt}`;
}

/** The job and attempt of a name that `executionName` made; undefined for any other text. */
export function parseExecutionName(name: string): { jobId: string; attempt: number } | undefined {
  const [, jobId, attempt] = namePattern.exec(name) ?? [];
  return jobId === undefined ? undefined : { jobId, attempt: Number(attempt) };
}

export function isInstallation(text: string): boolean {
  return installationPattern.test(text);
}

/**
 * Refuses what no executor can run, before anything is made. The message never holds a value of the
 * environment: values are secrets.
 *
 * @throws {LaunchError} invalid_spec, permanent
 */
export function checkLaunchSpec(spec: LaunchSpec): void {
  if (!isInstallation(spec.installation)) {
    throw invalid(`the installation "${spec.installation}" is not 1 to 64 letters, digits, "-" or "_"`);
  }
  if (parseExecutionName(executionName(spec)) === undefined) {
    throw invalid(
      `job "${spec.jobId}", attempt ${spec.attempt}: wants a UUID in lower case and a number from 1`,
    );
  }
  for (const [name, value] of Object.entries(spec.environment)) {
    if (name === "" || name.includes("=")) {
      throw invalid(
        `the environment has a variable whose name is empty or holds "=": ${JSON.stringify(name)}`,
      );
    }
    if (hasNul(name) || hasNul(value))
      throw invalid(`the environment variable ${JSON.stringify(name)} holds a NUL`);
  }
  if (spec.command.some(hasNul)) throw invalid("the command holds a NUL");
  if (hasNul(spec.workingDirectory)) throw invalid("the working directory holds a NUL");
}

function hasNul(text: string): boolean {
  return text.includes("\0");
}

function invalid(message: string): LaunchError {
  return new LaunchError("invalid_spec", message);
}
