import type { JobFilters } from "../lib/filters.ts";

/** What answers are kept under. */
export const keys = {
  session: ["session"],
  stats: ["stats"],
  series: ["series"],
  workers: ["workers"],
  hosts: ["hosts"],
  templates: ["templates"],
  migrations: ["migrations"],
  schema: ["schema"],
  allJobs: ["jobs"],
  jobs: (filters: JobFilters) => ["jobs", filters],
  allCounts: ["count"],
  count: (filters: JobFilters) => ["count", filters],
  allDetails: ["job"],
  job: (id: string) => ["job", id],
} as const;
