import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "./client.ts";
import { keys } from "./keys.ts";
import type { BulkRequest, BulkResult, Job, JobSpec } from "./types.ts";

/** All lists, counts and figures are asked for again after something was changed. */
function useRefresh(): () => Promise<unknown> {
  const queries = useQueryClient();
  const changed = [keys.allJobs, keys.allCounts, keys.allDetails, keys.stats];
  return () => Promise.all(changed.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** Does the same to one job or many. */
export function useBulk() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: BulkRequest) => ask<BulkResult>("POST", "/jobs/bulk", { body }),
    onSettled: refresh,
  });
}

/** How many jobs it would change. */
export async function countAffected(request: BulkRequest, signal: AbortSignal): Promise<number> {
  const body = { ...request, dryRun: true };
  const { matched } = await ask<{ matched: number }>("POST", "/jobs/bulk", { body, signal });
  return matched;
}

export function useSubmit() {
  const refresh = useRefresh();
  return useMutation({
    /** @param key the same for each try of one submission, so that it makes one job alone */
    mutationFn: ({ spec, key }: { spec: JobSpec; key: string }) =>
      ask<Job>("POST", "/jobs", { body: spec, headers: { "idempotency-key": key } }),
    onSuccess: refresh,
  });
}
