import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import { highlight } from "../../lib/highlight.ts";
import type { LogLine } from "../../lib/log-text.ts";
import type { TextStyle } from "../../lib/text-style.ts";
import classes from "./log.module.css";

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  /** Characters of the longest. */
  readonly widest: number;
  readonly wrap: boolean;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly search: string;
  /** Index of the line that was gone to. */
  readonly current: number | undefined;
}

/** Pixels of a line that is not wrapped. */
const lineHeight = 19;

/** Lines of any number: those exist that are in sight. */
export function LogLines({ lines, widest, wrap, follow, onFollow, search, current }: LogLinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  const before = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: lines of another height are laid out anew
  useEffect(() => virtualizer.measure(), [wrap]);
  useEffect(() => {
    if (follow && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: "end" });
  }, [follow, lines.length, virtualizer]);
  useEffect(() => {
    if (current !== undefined) virtualizer.scrollToIndex(current, { align: "center" });
  }, [current, virtualizer]);

  /** Whoever goes up wants to read; whoever comes back to the end wants to follow. */
  function noteScroll() {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current as HTMLDivElement;
    const wentUp = scrollTop < before.current - 1;
    before.current = scrollTop;
    if (wentUp && follow && scrollHeight - scrollTop - clientHeight > lineHeight) onFollow(false);
  }

  const digits = String(lines.length).length;
  return (
    <section
      ref={scroller}
      className={classes.lines}
      tabIndex={0}
      aria-label="Lines of output"
      onScroll={noteScroll}
      data-wrap={wrap || undefined}
    >
      <div
        className={classes.all}
        style={{
          height: virtualizer.getTotalSize(),
          minWidth: wrap ? undefined : `calc(${widest + digits}ch + 40px)`,
        }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <Line
            key={index}
            line={lines[index] as LogLine}
            before={lines[index - 1]}
            index={index}
            digits={digits}
            top={start}
            search={search}
            current={index === current}
            measure={wrap ? virtualizer.measureElement : undefined}
          />
        ))}
      </div>
    </section>
  );
}

interface LineProps {
  readonly line: LogLine;
  readonly before: LogLine | undefined;
  readonly index: number;
  readonly digits: number;
  readonly top: number;
  readonly search: string;
  readonly current: boolean;
  readonly measure: ((element: HTMLElement | null) => void) | undefined;
}

const Line = memo(function Line({ line, before, index, digits, top, search, current, measure }: LineProps) {
  const newAttempt = before !== undefined && before.attempt !== line.attempt;
  return (
    <div
      ref={measure}
      className={classes.line}
      data-index={index}
      data-stream={line.stream}
      data-current={current || undefined}
      data-attempt={newAttempt || undefined}
      style={{ transform: `translateY(${top}px)` }}
      title={newAttempt ? `Attempt ${line.attempt} begins here` : undefined}
    >
      <span className={classes.number} style={{ width: `${digits}ch` }} aria-hidden="true">
        {line.continued ? "↳" : line.number}
      </span>
      {line.stream === "stderr" && <span className="hidden-visually">stderr: </span>}
      <span className={classes.text}>
        {highlight(line, search).map(({ text, style, hit }, place) => {
          const Tag = hit ? "mark" : "span";
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's pieces have no other name than their place
            <Tag key={place} className={classesOf(style)} style={coloursOf(style)}>
              {text}
            </Tag>
          );
        })}
      </span>
    </div>
  );
});

function classesOf(style: TextStyle): string | undefined {
  const { foreground, background, bold, dim, italic, underline, strikethrough, inverse } = style;
  const names = [
    typeof foreground === "number" && `fg${foreground}`,
    typeof background === "number" && !inverse && `bg${background}`,
    inverse && "inverse",
    bold && "bold",
    dim && "dim",
    italic && "italic",
    underline && "underline",
    strikethrough && "strikethrough",
  ];
  return names.flatMap((name) => (name ? (classes[name] ?? []) : [])).join(" ") || undefined;
}

/** Colours that have no class. What is inverse has its foreground behind dark letters, whatever was behind it. */
function coloursOf({ foreground, background, inverse }: TextStyle): CSSProperties | undefined {
  const own: CSSProperties = {};
  if (typeof foreground === "string") own[inverse ? "backgroundColor" : "color"] = foreground;
  if (typeof background === "string" && !inverse) own.backgroundColor = background;
  return Object.keys(own).length > 0 ? own : undefined;
}
