import { visibleText } from "../lib/visible-text.ts";
import classes from "./foreign.module.css";

/** Characters that one line shows of a text at most. */
const longest = 300;

/** One line of text that somebody else wrote, cut where there is no more room; all of it on hover. */
export function Foreign({ text, mono }: { text: string; mono?: boolean }) {
  const shown = visibleText(text).replaceAll("\n", " ");
  return (
    <span className={`${classes.line} ${mono ? "mono" : ""}`} title={shown.slice(0, 2_000)}>
      {shown.length > longest ? `${shown.slice(0, longest)}…` : shown}
    </span>
  );
}
