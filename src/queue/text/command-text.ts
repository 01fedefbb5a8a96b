import { join } from "shlex";
import { LongshoreError, messageOf } from "../../errors.ts";
import { splitWords } from "./split-words.ts";

/** A command as the text that Django keeps: quoted as for a POSIX shell. */
export function formatCommand(command: readonly string[]): string {
  return join(command);
}

/**
 * A command from the text that Django keeps, split as a POSIX shell would, with nothing expanded.
 *
 * @throws {LongshoreError} INVALID_INPUT where a quote is not closed
 */
export function parseCommand(text: string): string[] {
  try {
    return splitWords(text);
  } catch (error) {
    throw new LongshoreError("INVALID_INPUT", { what: "command", why: messageOf(error) });
  }
}
