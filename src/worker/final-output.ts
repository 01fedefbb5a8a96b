import type { Database } from "../database/database.ts";
import type { OwnedAttempt } from "../queue/attempt/ownership.ts";
import { type LogPosition, logPage, readLog } from "../queue/output/log-chunks.ts";

/** An attempt's stored output as the texts that Django shows, each stream by itself. */
export async function finalOutput(
  database: Database,
  attempt: OwnedAttempt,
): Promise<{ stdout: string; stderr: string }> {
  const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  let position: LogPosition = { attempt: attempt.number, sequence: 0 };
  for (;;) {
    const chunks = await readLog(database, attempt.jobId, position);
    for (const chunk of chunks) pieces[chunk.stream].push(chunk.data);
    const last = chunks.at(-1);
    if (!last || chunks.length < logPage) break;
    position = last;
  }
  return { stdout: toText(pieces.stdout), stderr: toText(pieces.stderr) };
}

/** Bytes that are no UTF-8, and NUL, which PostgreSQL's text cannot hold, become U+FFFD. */
function toText(pieces: readonly Uint8Array[]): string {
  return new TextDecoder("utf-8").decode(Buffer.concat(pieces)).replaceAll("\0", "\uFFFD");
}
