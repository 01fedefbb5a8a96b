import { LongshoreError } from "../../errors.ts";

/**
 * Environments as the text that Django keeps: `KEY=value` a line, `#` before comments, white space
 * around keys and values dropped.
 */

/** Linux takes no longer single entry (MAX_ARG_STRLEN), in bytes with its end mark. */
const longestEntry = 131_072;
/** Bytes; well under what Linux takes for arguments and environment together. */
const largestEnvironment = 1_048_576;

export function parseEnvironment(text: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    const equals = trimmed.indexOf("=");
    if (trimmed.startsWith("#") || equals < 1) continue;
    environment[trimmed.slice(0, equals).trim()] = trimmed.slice(equals + 1).trim();
  }
  return environment;
}

/**
 * @throws {LongshoreError} INVALID_INPUT for what the text cannot hold or no process can be given
 */
export function formatEnvironment(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([key, value]) => {
    const problem = problemOf(key, value);
    if (problem)
      throw new LongshoreError("INVALID_INPUT", { what: `environment variable ${label(key)}`, why: problem });
    return `${key}=${value}`;
  });
  const text = lines.join("\n");
  if (Buffer.byteLength(text) > largestEnvironment) {
    throw new LongshoreError("INVALID_INPUT", {
      what: "environment",
      why: `it has ${Buffer.byteLength(text)} bytes and may have ${largestEnvironment}; pass large data in a file or a volume`,
    });
  }
  return text;
}

function problemOf(key: string, value: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key))
    return "a name begins with a letter or _ and goes on with letters, digits, _ . -";
  if (value.includes("\0")) return "its value has a NUL byte";
  if (/[\n\r]/.test(value)) return "its value has a line break; the environment is kept as lines";
  if (value !== value.trim()) return "its value begins or ends with white space, which Django drops";
  const bytes = Buffer.byteLength(`${key}=${value}`) + 1;
  if (bytes > longestEntry) return `it has ${bytes} bytes and may have ${longestEntry}`;
  return undefined;
}

/** A name fit for one line of message. */
function label(key: string): string {
  return JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key);
}
