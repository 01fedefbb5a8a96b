import { useBulk } from "../api/actions.ts";
import type { BulkRequest } from "../api/types.ts";
import { plural } from "../lib/numbers.ts";
import { tellDone, tellFailed } from "../ui/toast.tsx";
import { actionKinds } from "./kinds.ts";

/** Does something to jobs, and tells how it went; what can be undone is offered. */
export function useAction(): { run: (request: BulkRequest) => Promise<boolean>; isPending: boolean } {
  const { mutateAsync, isPending } = useBulk();

  async function undo(requests: readonly BulkRequest[]) {
    try {
      let restored = 0;
      for (const request of requests) restored += (await mutateAsync(request)).done;
      tellDone(`${plural(restored, "job")} as before`);
    } catch (error) {
      tellFailed("Not undone", error);
    }
  }

  async function run(request: BulkRequest): Promise<boolean> {
    const kind = actionKinds[request.action];
    try {
      const { done, failed, undo: back } = await mutateAsync(request);
      const [first] = failed;
      if (first) {
        const others =
          failed.length > 1 ? ` And ${plural(failed.length - 1, "other job")} could not be changed.` : "";
        tellFailed(`${kind.label}: not all could be changed`, new Error(`${first.detail}${others}`));
      }
      if (done > 0) tellDone(kind.done(done), back ? () => undo(back) : undefined);
      return true;
    } catch (error) {
      tellFailed(`${kind.label} failed`, error);
      return false;
    }
  }

  return { run, isPending };
}
