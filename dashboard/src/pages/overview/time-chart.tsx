import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useState } from "react";
import { type ChartLine, layOut, linePath, size, timeMarks } from "./chart-layout.ts";
import classes from "./time-chart.module.css";

interface TimeChartProps {
  readonly title: string;
  /** Bars stand on each other; lines do not. */
  readonly kind: "bars" | "lines";
  /** The beginning of each step. */
  readonly times: readonly Date[];
  readonly lines: readonly ChartLine[];
  readonly ticks: (most: number) => readonly number[];
  readonly format: (value: number) => string;
  /** Said once, behind the values that are pointed at. */
  readonly unit: string;
}

/**
 * Values over time. What is pointed at is told in the legend; those who cannot point, or see, have the same
 * as a table.
 */
export function TimeChart({ title, kind, times, lines, ticks, format, unit }: TimeChartProps) {
  const { ref, width } = useElementSize();
  const [pointed, setPointed] = useState<number>();
  const layout = layOut({ kind, lines, ticks, format, width });
  const { x, y, step, marks, left } = layout;
  const at = pointed === undefined ? undefined : times[pointed];

  function point({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) {
    const place = (clientX - currentTarget.getBoundingClientRect().left - left) / step;
    const index = Math.floor(place);
    setPointed(index >= 0 && index < times.length ? index : undefined);
  }

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        {lines.map(({ name, tone, values }) => (
          <span key={name} className={classes.entry} data-tone={tone} data-kind={kind}>
            {name}
            {pointed !== undefined && <strong>{told(values[pointed], format)}</strong>}
          </span>
        ))}
        <span className={classes.time}>{at ? `${clock(at)} ${unit}` : unit}</span>
      </figcaption>
      <div ref={ref}>
        <svg
          className={classes.chart}
          width="100%"
          height={size.height}
          aria-hidden="true"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setPointed(undefined)}
        >
          {marks.map((value) => (
            <g key={value}>
              <line className={classes.grid} x1={left} x2={width} y1={y(value)} y2={y(value)} />
              <text
                className={classes.label}
                x={left - 8}
                y={y(value)}
                textAnchor="end"
                dominantBaseline="central"
              >
                {format(value)}
              </text>
            </g>
          ))}
          {timeMarks(times, width).map((index) => (
            <text key={index} className={classes.label} x={x(index)} y={size.height - 4} textAnchor="middle">
              {clock(times[index] as Date)}
            </text>
          ))}
          {kind === "bars" && <Bars lines={lines} layout={layout} />}
          {kind === "lines" &&
            lines.map(({ name, tone, values }) => {
              const { line, dots } = linePath(values, x, y);
              return (
                <g key={name} className={classes.line} data-tone={tone}>
                  <path d={line} />
                  <path className={classes.dots} d={dots} />
                </g>
              );
            })}
          {pointed !== undefined && (
            <line
              className={classes.pointer}
              x1={x(pointed)}
              x2={x(pointed)}
              y1={size.top}
              y2={size.height - size.bottom}
            />
          )}
        </svg>
      </div>
      <details className={classes.table}>
        <summary>As a table</summary>
        <section className={classes.scroll} tabIndex={0} aria-label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, index) => (
                <tr key={time.getTime()}>
                  <th scope="row">{clock(time)}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name}>{told(values[index], format)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

function Bars({
  lines,
  layout: { x, y, step },
}: {
  lines: readonly ChartLine[];
  layout: ReturnType<typeof layOut>;
}) {
  const width = Math.max(1, Math.min(step - 2, 16));
  const [lower, upper] = lines;
  return (lower?.values ?? []).map((value, index) => {
    const base = value ?? 0;
    const top = base + (upper?.values[index] ?? 0);
    const place = x(index) - width / 2;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the index is the time
      <g key={index}>
        {base > 0 && (
          <rect
            data-tone={lower?.tone}
            className={classes.bar}
            x={place}
            width={width}
            y={y(base)}
            height={y(0) - y(base)}
          />
        )}
        {top > base && (
          <rect
            data-tone={upper?.tone}
            className={classes.bar}
            x={place}
            width={width}
            y={y(top)}
            height={y(base) - y(top)}
          />
        )}
      </g>
    );
  });
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}

function clock(time: Date): string {
  return time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
