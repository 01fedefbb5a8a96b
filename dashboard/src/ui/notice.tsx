import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { isProblem, messageOf } from "../api/problems.ts";
import { visibleText } from "../lib/visible-text.ts";
import { Icon, type IconName } from "./icon.tsx";
import classes from "./notice.module.css";

interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: "failure" | undefined;
}

/** In place of what is not there: why, and what to do about it. */
export function Notice({ icon, title, children, action, tone }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "failure" ? "alert" : undefined}>
      <span className={classes.picture}>
        <Icon name={icon} size={22} />
      </span>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action}
    </div>
  );
}

/** Something could not be read. */
export function Failure({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  const code = isProblem(error) && error.code !== "" ? ` (${error.code})` : "";
  return (
    <Notice
      icon="alert"
      tone="failure"
      title={`${what} cannot be shown`}
      action={
        <Button size="xs" variant="default" leftSection={<Icon name="retry" />} onClick={onRetry}>
          Try again
        </Button>
      }
    >
      <span className="foreign">
        {visibleText(messageOf(error)).slice(0, 500)}
        {code}
      </span>
    </Notice>
  );
}

/** Where something will be in a moment. */
export function Loading({ lines = 4, height = 18 }: { lines?: number; height?: number }) {
  return (
    <div className={classes.loading} role="status">
      <span className="hidden-visually">Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={index} height={height} />
      ))}
    </div>
  );
}
