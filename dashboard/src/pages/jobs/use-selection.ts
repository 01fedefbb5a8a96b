import { useState } from "react";
import type { Job } from "../../api/types.ts";

export interface Selection {
  /** Those that were selected one by one, as the list has them now where it has them. */
  readonly jobs: readonly Job[];
  /** Every job that matches the filters, loaded or not. */
  readonly all: boolean;
  readonly size: number;
  has(id: string): boolean;
  /** @param range from the last one that was toggled to this one */
  toggle(index: number, range: boolean): void;
  toggleLoaded(): void;
  selectAll(): void;
  clear(): void;
}

interface State {
  readonly scope: string;
  readonly chosen: ReadonlyMap<string, Job>;
  readonly all: boolean;
  readonly last: number;
}

/** Which jobs of a list are selected. @param scope what the list is narrowed by: another one selects nothing */
export function useSelection(jobs: readonly Job[], scope: string): Selection {
  const nothing: State = { scope, chosen: new Map(), all: false, last: 0 };
  const [kept, setState] = useState(nothing);
  const state = kept.scope === scope ? kept : nothing;

  function toggle(index: number, range: boolean) {
    const id = jobs[index]?.id;
    if (id === undefined) return;
    // Of all that match, the others that are loaded stay.
    const chosen = new Map(state.all ? byId(jobs) : state.chosen);
    const wanted = !chosen.has(id);
    const [from, to] = range ? [Math.min(state.last, index), Math.max(state.last, index)] : [index, index];
    for (const job of jobs.slice(from, to + 1)) {
      if (wanted) chosen.set(job.id, job);
      else chosen.delete(job.id);
    }
    setState({ scope, chosen, all: false, last: index });
  }

  return {
    jobs: [...state.chosen.values()].map((job) => jobs.find(({ id }) => id === job.id) ?? job),
    all: state.all,
    size: state.all ? jobs.length : state.chosen.size,
    has: (id) => state.all || state.chosen.has(id),
    toggle,
    toggleLoaded: () =>
      setState(
        state.all || jobs.every(({ id }) => state.chosen.has(id))
          ? nothing
          : { ...nothing, chosen: byId(jobs) },
      ),
    selectAll: () => setState({ ...nothing, all: true }),
    clear: () => setState(nothing),
  };
}

function byId(jobs: readonly Job[]): Map<string, Job> {
  return new Map(jobs.map((job) => [job.id, job]));
}
