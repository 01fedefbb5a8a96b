/** What the engine's refusals mean for the job: a reason, and whether trying again can help. */

import { isLongshoreError, messageOf } from "../../errors.ts";
import type { LaunchReason } from "../../reasons.ts";
import { LaunchError } from "../executor.ts";
import { EngineError, isAnswer } from "./engine.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly reason: LaunchReason;
}

/** The engine has no codes, so its words have to do; these are Docker's from 20.10 on. First match wins. */
const rules: readonly Rule[] = [
  { pattern: /docker-init/, reason: "engine_incomplete" },
  { pattern: /no such image/i, reason: "image_not_found" },
  { pattern: /invalid reference format/, reason: "image_invalid" },
  { pattern: /network .*not found/, reason: "network_not_found" },
  { pattern: /no command specified/i, reason: "command_missing" },
  {
    pattern: /executable file not found|no such file or directory/,
    reason: "command_not_found",
  },
  { pattern: /exec.*permission denied/, reason: "command_not_executable" },
  { pattern: /no space left on device/, reason: "engine_disk_full" },
];

/** The error of a create or start as the worker is to see it. */
export function failureOf(error: unknown): LaunchError {
  if (error instanceof LaunchError) return error;
  const options = { cause: error };
  if (error instanceof EngineError) {
    const rule = rules.find(({ pattern }) => pattern.test(error.reason));
    if (rule !== undefined) return new LaunchError(rule.reason, error.reason, options);
    // It understood, and will not: asking again does not change that.
    if (error.engineStatus < 500) return new LaunchError("engine_refused", error.reason, options);
    return new LaunchError("engine_error", error.reason, options);
  }
  if (isLongshoreError(error, "ENGINE_UNREACHABLE")) {
    return new LaunchError("engine_unreachable", error.message, options);
  }
  if (isLongshoreError(error, "ENGINE_UNSUPPORTED")) {
    return new LaunchError("engine_unsupported", error.message, options);
  }
  return new LaunchError("launch_failed", messageOf(error), options);
}

export function nameTaken(name: string): LaunchError {
  const message = `a container that is not ours has the name ${name}`;
  return new LaunchError("name_taken", message);
}

export function isMissingImage(error: unknown): boolean {
  return isAnswer(error, 404) && /no such image/i.test(error.reason);
}

export function isMissingContainer(error: unknown): boolean {
  return isAnswer(error, 404) && /no such container/i.test(error.reason);
}
