import { formatDuration } from "../../../src/duration.ts";

/** A moment beside now, to its two largest units: `3m 5s ago`, `in 2h`, `now` within a second. */
export function relativeTo(now: number, moment: Date): string {
  const passed = now - moment.getTime();
  if (Math.abs(passed) < 1_000) return "now";
  const span = formatDuration(wholeSeconds(Math.abs(passed)));
  return passed > 0 ? `${span} ago` : `in ${span}`;
}

/** A running duration: whole seconds, so that it ticks evenly. */
export function elapsed(milliseconds: number): string {
  return milliseconds < 1_000 ? "0s" : formatDuration(wholeSeconds(milliseconds));
}

/** In the viewer's zone, to the second and with the zone's name. */
export function exactMoment(moment: Date): string {
  return moment.toLocaleString(undefined, {
    dateStyle: "medium",
    timeStyle: "long",
  });
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000;
}
