import { type FSWatcher, watch } from "node:fs";
import { pause } from "../time.ts";

/**
 * Yields once at the start, then whenever one of the named files of the folder may have changed, and
 * at the latest after `pollMs`. Ends, without an error, when the signal is aborted.
 *
 * The operating system's notices are a hint: they are missing on some file systems and run out on
 * busy machines, so a caller that looks each time this yields never hangs.
 */
export async function* changesOf(
  folder: string,
  names: readonly string[],
  { pollMs, signal }: { pollMs: number; signal?: AbortSignal | undefined },
): AsyncGenerator<void> {
  let changed = new AbortController();
  const watcher = tryWatch(folder, (name) => {
    if (name === null || names.includes(name)) changed.abort();
  });
  try {
    while (!signal?.aborted) {
      // Renewed before the caller looks, so a change while it looks is not missed.
      changed = new AbortController();
      yield;
      await pause(pollMs, changed.signal, signal);
    }
  } finally {
    watcher?.close();
  }
}

function tryWatch(folder: string, onChange: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, (_event, name) => onChange(name));
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined; // Polling does it alone.
  }
}
