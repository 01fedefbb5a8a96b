/** Milliseconds per unit. */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds from `500ms`, `1.5s`, `10m`, `2h`, `7d`; nothing where it is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  return unit === undefined ? undefined : Number(amount) * units[unit as keyof typeof units];
}

/** A duration for people, in its two largest units: `1h 5m`, `3.2s`, `40ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < units.s) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < units.m) return `${Math.floor(milliseconds / 100) / 10}s`;
  if (milliseconds < units.h) return pair(milliseconds, "m", "s");
  if (milliseconds < units.d) return pair(milliseconds, "h", "m");
  return pair(milliseconds, "d", "h");
}

function pair(milliseconds: number, large: keyof typeof units, small: keyof typeof units): string {
  const whole = Math.floor(milliseconds / units[large]);
  const rest = Math.floor((milliseconds % units[large]) / units[small]);
  return rest === 0 ? `${whole}${large}` : `${whole}${large} ${rest}${small}`;
}
