import { useQuery } from "@tanstack/react-query";
import { countAffected } from "../api/actions.ts";
import { messageOf } from "../api/problems.ts";
import type { BulkRequest } from "../api/types.ts";
import { visibleText } from "../lib/visible-text.ts";
import type { ActionName } from "./kinds.ts";

/** How many jobs an action will change. Ids count for themselves; of a filter the server has to tell. */
export function useAffected(
  action: ActionName,
  meant: Pick<BulkRequest, "ids" | "filter">,
): { count: number | undefined; problem: string | undefined } {
  const { data, error } = useQuery({
    queryKey: ["affected", action, meant.filter],
    queryFn: ({ signal }) =>
      countAffected(
        {
          ...meant,
          action,
          ...(action === "reprioritize" && { priority: 0 }),
          ...(action === "schedule" && { at: null }),
        },
        signal,
      ),
    enabled: meant.ids === undefined,
    gcTime: 0,
    staleTime: 0,
  });
  return {
    count: meant.ids?.length ?? data,
    problem: error ? visibleText(messageOf(error)).slice(0, 500) : undefined,
  };
}
