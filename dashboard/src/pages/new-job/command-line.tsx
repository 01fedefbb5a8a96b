import type { JobSpec } from "../../api/types.ts";
import { commandLineOf } from "../../lib/command-line.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Copy } from "../../ui/copy.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./submit-form.module.css";

/** The same job from a terminal. */
export function CommandLine({ spec }: { spec: JobSpec }) {
  const line = commandLineOf(spec);
  return (
    <Panel title="The same on the command line" aside={<Copy text={line} what="the command line" />}>
      <section className={classes.line} tabIndex={0} aria-label="Command line">
        {visibleText(line)}
      </section>
    </Panel>
  );
}
