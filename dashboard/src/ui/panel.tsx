import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  readonly title: string;
  /** To the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** Without space around its content: tables go from edge to edge. */
  readonly flush?: boolean;
}

/** A part of a page, with a title. */
export function Panel({ title, aside, children, className, flush }: PanelProps) {
  const id = useId();
  return (
    <section className={`${classes.panel} ${className ?? ""}`} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 id={id}>{title}</h2>
        {aside && <div className={classes.aside}>{aside}</div>}
      </header>
      <div className={flush ? classes.flush : classes.content}>{children}</div>
    </section>
  );
}
