/** What an engine tells of a pull, many times a second and layer by layer, as a sentence now and then. */

/** A line of the engine's answer. */
export interface PullLine {
  readonly error?: string;
  /** The layer that it is about, where it is about one. */
  readonly id?: string;
  readonly status?: string;
  /** Bytes. */
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Between two sentences, ms. */
const intervalMs = 2_000;
const megabyte = 1024 * 1024;

export function createPullProgress(
  reference: string,
  tell: (text: string) => void,
  now: () => number = performance.now.bind(performance),
): { take(line: PullLine): void; end(): void } {
  const layers = new Map<string, { current: number; total: number }>();
  const begun = now();
  let toldAt = begun;

  return {
    take({ id, status, progressDetail }) {
      const { current = 0, total = 0 } = progressDetail ?? {};
      if (id !== undefined && status === "Downloading" && total > 0) layers.set(id, { current, total });
      const layer = layers.get(id ?? "");
      if (layer && status === "Download complete") layer.current = layer.total;
      if (layers.size === 0 || now() - toldAt < intervalMs) return;
      toldAt = now();
      const sum = (name: "current" | "total") =>
        [...layers.values()].reduce((bytes, each) => bytes + each[name], 0) / megabyte;
      tell(`pulling ${reference}: ${sum("current").toFixed(1)} of ${sum("total").toFixed(1)} MB`);
    },

    /** Of an image that was there already there is nothing to say. */
    end() {
      if (layers.size > 0) tell(`pulled ${reference} in ${((now() - begun) / 1000).toFixed(1)} s`);
    },
  };
}
