import { Checkbox } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Job } from "../../api/types.ts";
import type { JobFilters } from "../../lib/filters.ts";
import { Icon } from "../../ui/icon.tsx";
import { JobRow } from "./job-row.tsx";
import classes from "./job-table.module.css";
import type { Selection } from "./use-selection.ts";

interface JobTableProps {
  readonly jobs: readonly Job[];
  /** Whether they are still those of the filters before. */
  readonly stale: boolean;
  /** Nothing where nothing may be changed. */
  readonly selection: Selection | undefined;
  readonly hasMore: boolean;
  /** Told whether the rows are nearly at their end. */
  readonly onEndInSight: (inSight: boolean) => void;
  readonly sort: JobFilters["sort"];
  readonly onSort: (sort: JobFilters["sort"]) => void;
}

/** Pixels. */
const rowHeight = { wide: 50, narrow: 74 };
/** How many rows before the end the next page is asked for. */
const ahead = 40;

/** A list of any length: of its rows, those exist that are in sight. */
export function JobTable({ jobs, stale, selection, hasMore, onEndInSight, sort, onSort }: JobTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  const height = narrow ? rowHeight.narrow : rowHeight.wide;
  const virtualizer = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => jobs[index]?.id ?? index,
    overscan: 10,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are laid out anew
  useEffect(() => virtualizer.measure(), [height]);
  const endInSight = last >= jobs.length - ahead;
  useEffect(() => onEndInSight(endInSight), [endInSight, onEndInSight]);

  /** Up and down go from job to job; the space bar selects. */
  function steer(event: KeyboardEvent<HTMLDivElement>) {
    const link = event.target instanceof HTMLAnchorElement ? event.target : undefined;
    const index = Number(link?.closest<HTMLElement>("[data-index]")?.dataset.index ?? Number.NaN);
    if (Number.isNaN(index)) return;
    if (event.key === " ") {
      event.preventDefault();
      selection?.toggle(index, event.shiftKey);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step === undefined ? -1 : index + step;
    if (next < 0 || next >= jobs.length) return;
    event.preventDefault();
    virtualizer.scrollToIndex(next);
    const focus = () => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`);
      row?.focus();
      return row;
    };
    // One that was out of sight is there with the next frame.
    if (!focus()) requestAnimationFrame(focus);
  }

  const loaded = selection !== undefined && jobs.every(({ id }) => selection.has(id));
  return (
    <div
      ref={scroller}
      className={classes.scroll}
      role="table"
      aria-label="Jobs"
      aria-rowcount={hasMore ? -1 : jobs.length + 1}
      aria-busy={stale}
      data-stale={stale || undefined}
      data-selectable={selection !== undefined || undefined}
      onKeyDown={steer}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" className={classes.columns} aria-rowindex={1}>
          {selection && (
            <Head name="">
              <Checkbox
                size="xs"
                aria-label="Select all loaded jobs"
                checked={loaded}
                indeterminate={!loaded && selection.size > 0}
                onChange={selection.toggleLoaded}
              />
            </Head>
          )}
          <Head name="State" />
          <Head name="Job" />
          <Head name="Image" />
          <Head name="Host" />
          <Sortable name="Priority" by="priority" sort={sort} onSort={onSort} />
          <Sortable name="Created" by="created" sort={sort} onSort={onSort} />
          <Head name="Took" />
          <Head name="Outcome" />
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, key, start }) => {
          const job = jobs[index] as Job;
          return (
            <JobRow
              key={key}
              job={job}
              index={index}
              top={start}
              height={height}
              selected={selection?.has(job.id)}
              onToggle={(range) => selection?.toggle(index, range)}
            />
          );
        })}
      </div>
    </div>
  );
}

function Head({ name, children }: { name: string; children?: React.ReactNode }) {
  return (
    <div role="columnheader" className={classes.cell}>
      {name}
      {children}
    </div>
  );
}

interface SortableProps extends Pick<JobTableProps, "sort" | "onSort"> {
  readonly name: string;
  readonly by: JobFilters["sort"];
}

function Sortable({ name, by, sort, onSort }: SortableProps) {
  const active = sort === by;
  return (
    <div role="columnheader" className={classes.cell} aria-sort={active ? "descending" : "none"}>
      <button
        type="button"
        className={classes.sort}
        data-active={active || undefined}
        onClick={() => onSort(by)}
      >
        {name}
        {active && <Icon name="down" size={13} />}
      </button>
    </div>
  );
}
