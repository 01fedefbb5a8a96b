import { visibleText } from "../lib/visible-text.ts";
import classes from "./foreign.module.css";

/** Characters that one line shows of a text at most. */
const longest = 300;

interface ForeignProps {
  readonly text: string;
  readonly mono?: boolean;
  /** What the text is short for. */
  readonly whole?: string;
}

/** One line of text that somebody else wrote, cut where there is no more room; all of it on hover. */
export function Foreign({ text, mono, whole = text }: ForeignProps) {
  const shown = oneLine(text);
  return (
    <span className={`${classes.line} ${mono ? "mono" : ""}`} title={oneLine(whole).slice(0, 2_000)}>
      {shown.length > longest ? `${shown.slice(0, longest)}…` : shown}
    </span>
  );
}

function oneLine(text: string): string {
  return visibleText(text).replaceAll("\n", " ");
}
