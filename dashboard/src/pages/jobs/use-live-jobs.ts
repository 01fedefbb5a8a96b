import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useContext, useEffect, useRef, useState } from "react";
import { keys } from "../../api/keys.ts";
import type { JobChange } from "../../api/live.ts";
import { LiveContext } from "../../api/live-context.ts";
import type { Job } from "../../api/types.ts";
import type { JobFilters } from "../../lib/filters.ts";

interface JobPage {
  readonly jobs: readonly Job[];
  readonly next: string | null;
}

interface News {
  /** Whether there are newer jobs than the list has. */
  readonly waiting: boolean;
  readonly show: () => void;
  /** Grows when the list begins anew. */
  readonly generation: number;
}

/** Changes are gathered for this many milliseconds. */
const pause = 1_500;

/**
 * Keeps the list as the server has it. While it is one page, that page is read again. When somebody has
 * gone on to others, rows stay where they are: their states are changed in place, and of newer jobs only
 * the news is told.
 */
export function useLiveJobs(filters: JobFilters, onePage: boolean): News {
  const live = useContext(LiveContext);
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(false);
  const [generation, setGeneration] = useState(0);
  const latest = useRef({ filters, onePage });
  latest.current = { filters, onePage };

  useEffect(() => {
    const changes = new Map<string, JobChange>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const apply = () => {
      timer = undefined;
      const queryKey = keys.jobs(latest.current.filters);
      if (latest.current.onePage) {
        queries.invalidateQueries({ queryKey });
        queries.invalidateQueries({ queryKey: keys.allCounts });
      } else {
        const known = new Set<string>();
        queries.setQueryData<InfiniteData<JobPage>>(
          queryKey,
          (data) => data && changeRows(data, changes, known),
        );
        if ([...changes.keys()].some((id) => !known.has(id))) setWaiting(true);
      }
      changes.clear();
    };
    const stop = live.onJob((change) => {
      if (change) changes.set(change.id, change);
      timer ??= setTimeout(apply, pause);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [live, queries]);

  const show = () => {
    setWaiting(false);
    setGeneration((current) => current + 1);
    queries.resetQueries({ queryKey: keys.jobs(filters) });
  };
  return { waiting: waiting && !onePage, show, generation };
}

function changeRows(
  data: InfiniteData<JobPage>,
  changes: ReadonlyMap<string, JobChange>,
  known: Set<string>,
): InfiniteData<JobPage> {
  const pages = data.pages.map((page) => ({
    ...page,
    jobs: page.jobs.map((job) => {
      const change = changes.get(job.id);
      if (change) known.add(job.id);
      return change ? { ...job, ...change } : job;
    }),
  }));
  return { ...data, pages };
}
