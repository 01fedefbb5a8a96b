import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { messageOf } from "../api/problems.ts";
import { visibleText } from "../lib/visible-text.ts";
import { Icon } from "./icon.tsx";

/** Says that something was done, and offers to undo it where that can be. */
export function tellDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    color: "teal",
    icon: <Icon name="check" />,
    autoClose: undo ? 12_000 : 5_000,
    message: (
      <>
        {visibleText(message)}{" "}
        {undo && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="undo" size={13} />}
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            Undo
          </Button>
        )}
      </>
    ),
  });
}

export function tellFailed(what: string, error: unknown): void {
  notifications.show({
    color: "red",
    icon: <Icon name="cross" />,
    title: what,
    autoClose: 12_000,
    message: <span className="foreign">{visibleText(messageOf(error)).slice(0, 500)}</span>,
  });
}
