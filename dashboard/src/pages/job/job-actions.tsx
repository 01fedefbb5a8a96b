import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { ActionDialog } from "../../actions/action-dialog.tsx";
import { type ActionName, actionKinds, actionNames, isPossible } from "../../actions/kinds.ts";
import { useMayOperate } from "../../api/session.ts";
import type { JobDetail } from "../../api/types.ts";
import { Icon } from "../../ui/icon.tsx";

/** What can be done with the job in its state. */
export function JobActions({ job }: { job: JobDetail }) {
  const [action, setAction] = useState<ActionName>();
  const mayOperate = useMayOperate();
  if (!mayOperate) return null;
  return (
    <>
      {actionNames
        .filter((name) => isPossible(name, job))
        .map((name) => (
          <Button
            key={name}
            size="xs"
            variant="default"
            leftSection={<Icon name={actionKinds[name].icon} size={15} />}
            onClick={() => setAction(name)}
          >
            {actionKinds[name].label}
          </Button>
        ))}
      <Button
        component={Link}
        href={`/new?from=${job.id}`}
        size="xs"
        variant="default"
        leftSection={<Icon name="copy" size={15} />}
      >
        Submit another
      </Button>
      {action && (
        <ActionDialog action={action} target={{ jobs: [job] }} onClose={() => setAction(undefined)} />
      )}
    </>
  );
}
