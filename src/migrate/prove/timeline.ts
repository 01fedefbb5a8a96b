/** Which step a migration was at, and how the probes fared meanwhile. Pure. */

/** One statement or transaction of a probe; times in ms on one clock. */
export interface Sample {
  readonly start: number;
  readonly end: number;
  readonly error?: string;
}

export interface Mark {
  readonly step: string;
  /** ms; it lasts until the next mark. */
  readonly at: number;
}

/** How the probes fared that ran while a step did. */
export interface StepProof {
  readonly step: string;
  readonly probes: number;
  /** ms; 0 where none ran. */
  readonly longest: number;
  /** ms; 99 of 100 took no longer. */
  readonly p99: number;
  readonly errors: number;
  readonly firstError?: string;
}

/**
 * Sorts samples by step. One that ran across several counts for each: any of them may have held it up.
 *
 * @param end when the last step was over
 */
export function proofsOf(marks: readonly Mark[], end: number, samples: readonly Sample[]): StepProof[] {
  const during = new Map<string, Set<Sample>>();
  for (const [place, { step, at }] of marks.entries()) {
    const until = marks[place + 1]?.at ?? end;
    const found = during.get(step) ?? new Set();
    for (const sample of samples) if (sample.start < until && sample.end > at) found.add(sample);
    during.set(step, found);
  }
  return [...during].map(([step, found]) => summarise(step, [...found]));
}

export function summarise(step: string, samples: readonly Sample[]): StepProof {
  const times = samples.map(({ start, end }) => end - start).sort((a, b) => a - b);
  const errors = samples.flatMap(({ error }) => error ?? []);
  return {
    step,
    probes: samples.length,
    longest: times.at(-1) ?? 0,
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? 0,
    errors: errors.length,
    ...(errors[0] !== undefined && { firstError: errors[0] }),
  };
}
