import { Button } from "@mantine/core";
import { type ActionName, actionKinds, actionNames } from "../../actions/kinds.ts";
import { formatBounded, plural } from "../../lib/numbers.ts";
import { Icon } from "../../ui/icon.tsx";
import classes from "./selection-bar.module.css";
import type { Selection } from "./use-selection.ts";

interface SelectionBarProps {
  readonly selection: Selection;
  /** Jobs that the table has, and whether there are more. */
  readonly loaded: number;
  readonly more: boolean;
  readonly count: { readonly count: number; readonly exact: boolean } | undefined;
  readonly onAction: (action: ActionName) => void;
}

/** What can be done with the jobs that are selected. */
export function SelectionBar({ selection, loaded, more, count, onAction }: SelectionBarProps) {
  const total = count === undefined ? "" : ` ${formatBounded(count)}`;
  return (
    <section className={classes.bar} aria-label="Selection">
      <span className={classes.count} role="status">
        {selection.all ? `All${total} jobs that match` : `${plural(selection.size, "job")} selected`}
      </span>
      {!selection.all && more && selection.size >= loaded && (
        <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
          Select all{total} that match
        </Button>
      )}
      <span className={classes.actions}>
        {actionNames.map((action) => (
          <Button
            key={action}
            size="compact-sm"
            variant="default"
            leftSection={<Icon name={actionKinds[action].icon} size={14} />}
            onClick={() => onAction(action)}
          >
            {actionKinds[action].label}
          </Button>
        ))}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
          Clear
        </Button>
      </span>
    </section>
  );
}
