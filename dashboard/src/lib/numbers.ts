/** With the separators of the viewer's language: `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString();
}

/** A rate to two digits or so: `0`, `0.4`, `12`. */
export function formatRate(rate: number): string {
  return rate.toLocaleString(undefined, { maximumFractionDigits: rate < 10 ? 1 : 0 });
}

/** `824 kB`, `1.3 MB`: powers of a thousand, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1_000 ** power;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: power > 0 && value < 10 ? 1 : 0 })} ${units[power]}`;
}

/** `1.5 cores`, `under 0.01 cores`. */
export function formatCores(cores: number): string {
  if (cores < 0.01) return "under 0.01 cores";
  return `${cores.toLocaleString(undefined, { maximumFractionDigits: 2 })} ${cores === 1 ? "core" : "cores"}`;
}

/** A count that may have been given up: `812`, `10,000+`. */
export function formatBounded({ count, exact }: { readonly count: number; readonly exact: boolean }): string {
  // The server looks at one more than a round number, to know that there are more.
  return exact ? formatCount(count) : `${formatCount(count - (count % 10 === 1 && count > 1_000 ? 1 : 0))}+`;
}

/** `1 job`, `2,000 jobs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
