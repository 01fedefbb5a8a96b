/** Why an image could not be fetched, and whether trying again can help. */

import { messageOf } from "../../errors.ts";
import type { LaunchReason } from "../../reasons.ts";
import { LaunchError } from "../executor.ts";
import { EngineError } from "./engine.ts";

/** The engine passes on what registries say, so these are the words of many. First match wins. */
const rules: readonly { pattern: RegExp; reason: LaunchReason }[] = [
  {
    pattern: /toomanyrequests|too many requests|rate limit/i,
    reason: "image_rate_limited",
  },
  {
    pattern: /access denied|unauthorized|authentication required|no basic auth|forbidden|: denied/i,
    reason: "image_denied",
  },
  { pattern: /invalid reference format/i, reason: "image_invalid" },
  { pattern: /no matching manifest/i, reason: "image_platform" },
  {
    pattern: /manifest unknown|manifest for .* not found|name unknown|repository .* not found/i,
    reason: "image_not_found",
  },
  { pattern: /no space left on device/i, reason: "engine_disk_full" },
  {
    pattern:
      /dial tcp|no such host|connection (refused|reset)|i\/o timeout|TLS handshake|deadline exceeded|Client\.Timeout|request canceled|\bEOF\b|50[0234]\b|server error|service unavailable|bad gateway/i,
    reason: "registry_unreachable",
  },
];

export function pullFailure(reference: string, error: unknown): LaunchError {
  const message = (why: string) => `the image ${reference} could not be pulled: ${why}`;
  if (error instanceof LaunchError) return error;
  if (error instanceof EngineError) {
    const rule = rules.find(({ pattern }) => pattern.test(error.reason));
    return new LaunchError(rule?.reason ?? "pull_failed", message(error.reason), { cause: error });
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new LaunchError("pull_timeout", message("it took too long"), { cause: error });
  }
  return new LaunchError("engine_unreachable", message(messageOf(error)), { cause: error });
}
