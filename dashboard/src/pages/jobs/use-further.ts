import { useState } from "react";

/** Pages that are read without being asked, though they hold next to nothing. */
const patience = 5;
/** Jobs of a page that holds next to nothing. */
const few = 10;

/**
 * Some filters have no index: the server looks at so many jobs a request, and a page may be empty although
 * there are more. After a few such pages somebody has to say that it is worth going on: each time twice as
 * far as before, so that the oldest of millions are reached in a few steps.
 *
 * @param scope what the list is narrowed by
 */
export function useFurther(
  pages: readonly { readonly jobs: readonly unknown[] }[],
  scope: string,
): { isFar: boolean; asks: boolean; goOn: () => void; stop: () => void } {
  const [granted, setGranted] = useState({ scope, pages: patience });
  const allowed = granted.scope === scope ? granted.pages : patience;
  const full = pages.findLastIndex(({ jobs }) => jobs.length >= few);
  const empty = pages.length - 1 - full;
  return {
    isFar: empty >= patience,
    asks: empty >= allowed,
    goOn: () => setGranted({ scope, pages: 2 * empty }),
    stop: () => setGranted({ scope, pages: empty }),
  };
}
