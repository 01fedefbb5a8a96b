import type { Stats } from "../../api/types.ts";
import { elapsed } from "../../lib/moments.ts";
import { formatCount } from "../../lib/numbers.ts";
import { reasonText } from "../../lib/reason-words.ts";
import { Bar } from "../../ui/bar.tsx";
import { Foreign } from "../../ui/foreign.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./failures.module.css";

/** Why attempts went wrong lately, what happens most first. */
export function Failures({ stats: { failuresByReason, windowMs } }: { stats: Stats }) {
  const most = Math.max(...failuresByReason.map(({ count }) => count));
  return (
    <Panel title="Failures by reason" aside={`last ${elapsed(windowMs)}`}>
      {failuresByReason.length === 0 ? (
        <Notice icon="check" title="Nothing went wrong" />
      ) : (
        <ul className={classes.list}>
          {failuresByReason.map(({ reason, count }) => (
            <li key={reason}>
              <span className={classes.line}>
                <Foreign text={reasonText(reason)} />
                <span className="numeric">{formatCount(count)}</span>
              </span>
              <Bar share={count / most} tone="failed" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
