import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type JobFilters, toQuery } from "../lib/filters.ts";
import { ask, serverNow } from "./client.ts";
import { keys } from "./keys.ts";
import type {
  Host,
  Job,
  JobDetail,
  MigrationsView,
  SchemaView,
  Series,
  Stats,
  Template,
  Worker,
} from "./types.ts";

/** Jobs a page of the list. */
const pageSize = 100;

/** Kept fresh by the stream of events. */
export function useStats() {
  return useQuery({ queryKey: keys.stats, queryFn: ({ signal }) => ask<Stats>("GET", "/stats", { signal }) });
}

export function useSeries() {
  return useQuery({
    queryKey: keys.series,
    queryFn: ({ signal }) => ask<Series>("GET", "/stats/series", { query: { hours: 1 }, signal }),
    refetchInterval: 30_000,
  });
}

export function useWorkers() {
  return useQuery({
    queryKey: keys.workers,
    queryFn: async ({ signal }) => (await ask<{ workers: Worker[] }>("GET", "/workers", { signal })).workers,
    refetchInterval: 5_000,
  });
}

export function useHosts(refetchInterval: number | false = 5_000) {
  return useQuery({
    queryKey: keys.hosts,
    queryFn: async ({ signal }) => (await ask<{ hosts: Host[] }>("GET", "/hosts", { signal })).hosts,
    refetchInterval,
  });
}

export function useTemplates() {
  return useQuery({
    queryKey: keys.templates,
    queryFn: async ({ signal }) =>
      (await ask<{ templates: Template[] }>("GET", "/templates", { signal })).templates,
  });
}

interface JobPage {
  readonly jobs: readonly Job[];
  readonly next: string | null;
  /** Jobs that were created later have been looked at. */
  readonly reached: string | null;
}

/** The list, page behind page: each begins behind the last job of the one before. */
export function useJobs(filters: JobFilters) {
  return useInfiniteQuery({
    queryKey: keys.jobs(filters),
    queryFn: ({ pageParam, signal }) =>
      ask<JobPage>("GET", "/jobs", {
        query: { ...toQuery(filters, serverNow()), limit: pageSize, ...(pageParam && { after: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    // Pages are many, and the stream tells of changes: see use-live-jobs.ts.
    refetchOnWindowFocus: false,
  });
}

/** How many jobs there are, up to a bound that the server sets. */
export function useJobCount(filters: JobFilters) {
  return useQuery({
    queryKey: keys.count(filters),
    queryFn: ({ signal }) => {
      const { sort: _, ...query } = toQuery(filters, serverNow());
      return ask<{ count: number; exact: boolean }>("GET", "/jobs/count", { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}

export function useJob(id: string) {
  return useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => ask<JobDetail>("GET", `/jobs/${encodeURIComponent(id)}`, { signal }),
  });
}

export function useMigrations() {
  return useQuery({
    queryKey: keys.migrations,
    queryFn: ({ signal }) => ask<MigrationsView>("GET", "/migrations", { signal }),
  });
}

export function useSchema() {
  return useQuery({
    queryKey: keys.schema,
    queryFn: ({ signal }) => ask<SchemaView>("GET", "/schema", { signal }),
  });
}
