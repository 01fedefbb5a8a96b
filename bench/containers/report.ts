import { quartiles } from "../measure.ts";
import { markdownTable } from "../report.ts";

/** One turn of a contender. */
export interface Measurement {
  readonly contender: string;
  /** Containers at once. */
  readonly concurrency: number;
  readonly round: number;
  /** Of the machine, as it began. */
  readonly load: string;
  /** Containers a second. */
  readonly rate: number;
}

/** Of one round, how many containers Longshore ran for one of the bare loop. */
export function ratioOf(
  measurements: readonly Measurement[],
  concurrency: number,
  round: number,
): number | undefined {
  const rateOf = (contender: string) =>
    measurements.find(
      (each) => each.contender === contender && each.concurrency === concurrency && each.round === round,
    )?.rate;
  const [bare, ours] = [rateOf("bare loop"), rateOf("Longshore")];
  return bare && ours && ours / bare;
}

/** Medians, and the quartiles of the rounds' ratios. */
export function table(measurements: readonly Measurement[], concurrencies: readonly number[]): string {
  const names = ["bare loop", "Longshore", "with the engine's defaults", "docker run"];
  const rows = concurrencies.map((concurrency) => {
    const own = measurements.filter((each) => each.concurrency === concurrency);
    const rates = names.map((name) => {
      const [, median] = quartiles(own.filter(({ contender }) => contender === name).map(({ rate }) => rate));
      return `${median.toFixed(2)}/s`;
    });
    const rounds = [...new Set(own.map(({ round }) => round))];
    const ratios = rounds.map((round) => ratioOf(own, concurrency, round) ?? Number.NaN);
    const [first, median, third] = quartiles(ratios).map((ratio) => ratio.toFixed(2));
    return [`${concurrency}`, `${median} (${first} to ${third})`, ...rates];
  });
  return markdownTable(["at once", "Longshore to bare loop, median (quartiles)", ...names], rows, 0);
}
