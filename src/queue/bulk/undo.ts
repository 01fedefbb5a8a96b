import type { BulkAction } from "./actions.ts";

/** A job as it was before something was done to it. */
export interface JobBefore {
  readonly id: string;
  readonly queued_at: Date | null;
  readonly scheduled_for: Date | null;
  readonly priority: number;
}

export type Undo = BulkAction & { readonly ids: string[] };

/** More different requests than this to put things back are none that anybody would make. */
const mostRequests = 100;

/** What puts jobs back as they were; null where nothing does. */
export function undoOf(action: BulkAction, before: readonly JobBefore[]): Undo[] | null {
  const back = before.map((job) => [backOf(action, job), job.id] as const);
  const groups = new Map<string, Undo>();
  for (const [undo, id] of back) {
    if (!undo) return null;
    const key = JSON.stringify(undo);
    const group = groups.get(key) ?? { ...undo, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  return groups.size > 0 && groups.size <= mostRequests ? [...groups.values()] : null;
}

function backOf(action: BulkAction, job: JobBefore): BulkAction | undefined {
  switch (action.action) {
    case "reprioritize":
      return { action: "reprioritize", priority: job.priority };
    case "dequeue":
      return { action: "schedule", at: job.scheduled_for };
    case "schedule":
      return job.queued_at === null ? { action: "dequeue" } : { action: "schedule", at: job.scheduled_for };
    default:
      return undefined;
  }
}
