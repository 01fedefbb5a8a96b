import { Button, Group, Modal, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { BulkRequest, Job } from "../api/types.ts";
import { formatCount, plural } from "../lib/numbers.ts";
import classes from "./action-dialog.module.css";
import { type ActionName, actionKinds, isPossible } from "./kinds.ts";
import { useAction } from "./use-action.ts";
import { useAffected } from "./use-affected.ts";

/** The jobs that are meant: some, or all that match. */
export type Target =
  | { readonly jobs: readonly Job[] }
  | { readonly filter: NonNullable<BulkRequest["filter"]> };

interface ActionDialogProps {
  readonly action: ActionName;
  readonly target: Target;
  readonly onClose: () => void;
  readonly onDone?: (() => void) | undefined;
}

/** Of the server: it refuses more. */
const mostAtOnce = 10_000;

/** Asks before it does anything: how many jobs it will change, and what it needs to know. */
export function ActionDialog({ action, target, onClose, onDone }: ActionDialogProps) {
  const { label, explain } = actionKinds[action];
  const [priority, setPriority] = useState<number | string>(50);
  const [at, setAt] = useState("");
  const { run, isPending } = useAction();
  // Only those whose state allows it; which of all that match do, the server finds out.
  const meant =
    "jobs" in target
      ? { ids: target.jobs.filter((job) => isPossible(action, job)).map(({ id }) => id) }
      : { filter: target.filter };
  const { count, problem } = useAffected(action, meant);

  async function submit() {
    const done = await run({
      ...meant,
      action,
      ...(action === "reprioritize" && { priority: Number(priority) }),
      ...(action === "schedule" && { at: at === "" ? null : new Date(at).toISOString() }),
    });
    if (!done) return;
    onDone?.();
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className={classes.title}>{label}</span>}
      closeButtonProps={{ "aria-label": "Close" }}
      // Its way of holding the page needs an inline style; base.css does the same without.
      lockScroll={false}
      centered
    >
      <form action={submit} className={classes.form}>
        <p className={classes.count} aria-live="polite">
          {problem ?? (count === undefined ? "Counting…" : describe(count, target))}
        </p>
        <p className={classes.explain}>{explain}</p>
        {action === "reprioritize" && (
          <NumberInput
            label="Priority"
            description="0 to 100; 80 is high, 50 normal, 20 low"
            value={priority}
            onChange={setPriority}
            min={0}
            max={100}
            allowDecimal={false}
            required
            data-autofocus
          />
        )}
        {action === "schedule" && (
          <TextInput
            type="datetime-local"
            label="Not before"
            description="In your time zone; empty is as soon as may be"
            value={at}
            onChange={({ currentTarget }) => setAt(currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Leave as it is
          </Button>
          <Button
            type="submit"
            {...(action === "cancel" && { color: "red" })}
            loading={isPending}
            disabled={count === undefined || count === 0 || count > mostAtOnce}
          >
            {count === undefined || count < 2 || count > mostAtOnce
              ? label
              : `${label}: ${plural(count, "job")}`}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function describe(count: number, target: Target): string {
  if (count > mostAtOnce) {
    return `More than ${formatCount(mostAtOnce)} jobs match, and no more can be changed at once: narrow the list.`;
  }
  const meant = "jobs" in target ? target.jobs.length : count;
  if (count === 0) {
    return meant === 1
      ? "The job is in a state in which this cannot be done."
      : "No job is in a state in which this can be done.";
  }
  if (meant === 1) return "This changes one job.";
  if (meant === count) return `This changes ${plural(count, "job")}.`;
  return `This changes ${formatCount(count)} of the ${formatCount(meant)} selected jobs; the others are in a state in which it cannot be done.`;
}
