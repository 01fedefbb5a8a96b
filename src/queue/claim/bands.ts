import type { Walk } from "./walk.ts";

/** Walks whose jobs lie between two priorities, both included. */
export interface Band {
  readonly walks: readonly Walk[];
  readonly from: number;
  readonly to: number;
}

/** Walks in one statement; hardly any queue has more. */
const most = 16;

/**
 * Cuts the walks into bands, highest priorities first, so that a claim reads of the lower ones only when the
 * higher ones have not enough. Of most queues all is in one band.
 */
export function bandsOf(walks: readonly Walk[]): Band[] {
  const priorities = [...new Set(walks.map(({ priority }) => priority))].sort((a, b) => b - a);
  const bands: Band[] = [];
  let [to = 0] = priorities;
  let size = 0;
  for (const [place, priority] of priorities.entries()) {
    size += walks.filter((walk) => walk.priority === priority).length;
    const last = place === priorities.length - 1;
    if (size < most && !last) continue;
    const from = last ? 0 : priority;
    bands.push({ walks: walks.filter((walk) => reaches(walk, from, to)), from, to });
    to = from - 1;
    size = 0;
  }
  return bands;
}

function reaches({ priority, downwards }: Walk, from: number, to: number): boolean {
  return priority >= from && (priority <= to || downwards);
}
