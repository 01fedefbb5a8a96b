import { type Status, transitions } from "../../../src/queue/job/states.ts";
import type { BulkRequest, Job } from "../api/types.ts";
import { plural } from "../lib/numbers.ts";
import type { IconName } from "../ui/icon.tsx";

export type ActionName = BulkRequest["action"];

interface ActionKind {
  readonly label: string;
  readonly icon: IconName;
  /** States in which it can be done. */
  readonly from: readonly Status[];
  /** What will happen, for those who are about to do it. */
  readonly explain: string;
  readonly done: (count: number) => string;
}

export const actionKinds: Readonly<Record<ActionName, ActionKind>> = {
  retry: {
    label: "Retry",
    icon: "retry",
    from: transitions.retry.from,
    explain: "They go back into the queue, with the attempts that one launch may take.",
    done: (count) => `${plural(count, "job")} in the queue again`,
  },
  reprioritize: {
    label: "Change priority",
    icon: "up",
    from: transitions.claim.from,
    explain: "Those with a higher priority are launched sooner.",
    done: (count) => `Priority of ${plural(count, "job")} changed`,
  },
  schedule: {
    label: "Reschedule",
    icon: "calendar",
    from: transitions.schedule.from,
    explain: "They are launched at that time or after it, as soon as there is room.",
    done: (count) => `${plural(count, "job")} rescheduled`,
  },
  dequeue: {
    label: "Take out of the queue",
    icon: "pause",
    from: transitions.dequeue.from,
    explain: "They keep their place in the table, and are not launched until somebody schedules them.",
    done: (count) => `${plural(count, "job")} taken out of the queue`,
  },
  cancel: {
    label: "Cancel",
    icon: "ban",
    from: [...transitions.cancel.from, ...transitions.confirmCancel.from],
    explain: "Those that run are stopped. A cancelled job cannot be brought back.",
    done: (count) => `${plural(count, "job")} cancelled, or about to be`,
  },
};

export const actionNames = Object.keys(actionKinds) as readonly ActionName[];

export function isPossible(action: ActionName, job: Pick<Job, "status">): boolean {
  return (actionKinds[action].from as readonly string[]).includes(job.status);
}
