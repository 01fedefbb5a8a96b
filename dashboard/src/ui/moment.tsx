import { useSyncExternalStore } from "react";
import { serverNow } from "../api/client.ts";
import { elapsed, exactMoment, relativeTo } from "../lib/moments.ts";

/** One clock for all that ticks on the page. */
const ticking = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = 0;

function subscribe(watcher: () => void): () => void {
  ticking.add(watcher);
  timer ??= setInterval(() => {
    second++;
    for (const tick of ticking) tick();
  }, 1_000);
  return () => {
    ticking.delete(watcher);
    if (ticking.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time in milliseconds since 1970; whoever uses it is drawn again each second. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => second);
  return serverNow();
}

/** How long ago, or in how long; exactly, and in the viewer's zone, on hover. */
export function Moment({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <>–</>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={exactMoment(moment)} className="numeric">
      {relativeTo(now, moment)}
    </time>
  );
}

/** How long something took, or takes already. */
export function Span({ from, to }: { from: string; to: string | null }) {
  const now = useNow();
  const end = to === null ? now : new Date(to).getTime();
  return <span className="numeric">{elapsed(Math.max(0, end - new Date(from).getTime()))}</span>;
}
