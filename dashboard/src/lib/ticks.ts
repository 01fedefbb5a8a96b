/** Round values for an axis from 0 to at least `most`: the last one is the axis's end. */
function ticks(most: number, about = 4): number[] {
  const step = roundUp(Math.max(most, Number.MIN_VALUE) / about);
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, index) => step * index);
}

/** The same for counts: steps are whole. */
export function wholeTicks(most: number, about = 4): number[] {
  return most <= about ? ticks(Math.max(most, 1), Math.max(most, 1)) : ticks(most, about);
}

/** The same for durations in milliseconds: steps are such as clocks have. */
export function durationTicks(most: number, about = 4): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400].map(
      (seconds) => seconds * 1_000,
    ),
  );
  const step = steps.find((candidate) => candidate * about >= most);
  if (step === undefined) return ticks(most / 86_400_000, about).map((days) => days * 86_400_000);
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, index) => step * index);
}

/** 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}
