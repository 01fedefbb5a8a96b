import { formatCommand } from "../../../src/queue/text/command-text.ts";
import type { Job } from "../api/types.ts";

/** What a job is called: by its name, else by its program or image. */
export function jobTitle({
  name,
  command,
  image,
  id,
}: Pick<Job, "name" | "command" | "image" | "id">): string {
  return name.trim() || command[0] || image || id;
}

/** Its command as one would type it, or what stands for it. */
export function commandText({ command }: Pick<Job, "command">): string {
  return command.length === 0 ? "the image’s own command" : formatCommand(command);
}

/** An image without its registry, which is the same for most: `registry.example.com/reports/build:1.2` is `reports/build:1.2`. */
export function imageWithoutRegistry(image: string): string {
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(slash, 0));
  return first === "localhost" || /[.:]/.test(first) ? image.slice(slash + 1) : image;
}

/** The programs that run a script given behind `-c`. */
const shells = ["sh", "bash", "dash", "ash", "zsh"];

/** The script that a shell is given, which reads better without the quotes around it. */
export function shellScript([program = "", option, script, ...more]: readonly string[]): string | undefined {
  const name = program.slice(program.lastIndexOf("/") + 1);
  return shells.includes(name) && option === "-c" && more.length === 0 ? script : undefined;
}

/** How it ended, or why it has not; in a few words. */
export function outcome(
  job: Pick<Job, "status" | "exitCode" | "lastError" | "retryCount" | "maxRetries">,
): string {
  const { status, exitCode, lastError, retryCount, maxRetries } = job;
  const attempts = retryCount > 1 || status === "retrying" ? `attempt ${retryCount} of ${maxRetries}` : "";
  const ended = ["completed", "failed", "timeout", "cancelled"].includes(status);
  const code = ended && exitCode !== null ? `exit ${exitCode}` : "";
  const error = status === "completed" ? "" : (lastError ?? "");
  return [code, attempts, error].filter((part) => part !== "").join(" · ");
}
