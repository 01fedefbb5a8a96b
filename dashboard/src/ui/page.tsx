import { type ReactNode, useEffect, useRef } from "react";
import classes from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** In place of the title as text, where it needs more than that. */
  readonly heading?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Takes all of the window's height, and scrolls within. */
  readonly full?: boolean;
}

let first = true;

/** A page's heading and content. Whoever follows a link by keyboard or ear arrives at the heading. */
export function Page({ title, heading, actions, children, full }: PageProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Longshore`;
  }, [title]);
  useEffect(() => {
    if (!first) ref.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <div className={classes.page} data-full={full || undefined}>
      <div className={classes.top}>
        <h1 ref={ref} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
