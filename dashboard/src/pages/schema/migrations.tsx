import { useMigrations } from "../../api/queries.ts";
import type { MigrationsView } from "../../api/types.ts";
import { plural } from "../../lib/numbers.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Failure, Loading } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./migrations.module.css";

const words = {
  applied: { icon: "check", label: "Applied" },
  pending: { icon: "hourglass", label: "To be applied" },
  started: { icon: "alert", label: "Begun" },
} as const;

/** Which migrations the database has had, what is left to do, and whether it is as they made it. */
export function Migrations() {
  const { data, error, refetch } = useMigrations();
  return (
    <>
      {data && <Drift drift={data.drift} pending={data.plan.length} />}
      <Panel title="Migrations" flush={data !== undefined}>
        {data ? (
          <DataTable caption="Migrations" head={["Name", "State", "When"]}>
            {data.migrations.map(({ name, state, how, appliedAt, stepsLeft }) => (
              <tr key={name}>
                <td className="mono">{visibleText(name)}</td>
                <td>
                  <span className={classes.state} data-state={state}>
                    <Icon name={words[state].icon} size={13} />
                    {words[state].label}
                    {stepsLeft !== null && stepsLeft > 0 && `, ${plural(stepsLeft, "step")} left`}
                    {how !== null && how !== "applied" && ` (${visibleText(how)})`}
                  </span>
                </td>
                <td>
                  <Moment at={appliedAt} />
                </td>
              </tr>
            ))}
          </DataTable>
        ) : error ? (
          <Failure what="The migrations" error={error} onRetry={refetch} />
        ) : (
          <Loading />
        )}
        {data && data.plan.length > 0 && <Plan plan={data.plan} />}
      </Panel>
    </>
  );
}

function Drift({ drift, pending }: { drift: MigrationsView["drift"]; pending: number }) {
  if (drift.length === 0 && pending === 0) {
    return (
      <p className={classes.verdict} data-tone="good">
        <Icon name="check" size={18} />
        The database is as it was declared: every table, column, index and check.
      </p>
    );
  }
  return (
    <div className={classes.verdict} data-tone={pending > 0 ? "waiting" : "bad"}>
      <Icon name={pending > 0 ? "hourglass" : "alert"} size={18} />
      <div>
        <p className={classes.title}>
          {pending > 0
            ? `${plural(pending, "migration is", "migrations are")} to be applied: run longshore migrate`
            : "The database is not as it was declared"}
        </p>
        <ul className={classes.list}>
          {drift.map(({ kind, object, message }) => (
            <li key={`${kind} ${object} ${message}`} className="foreign">
              <code>{visibleText(object)}</code>: {visibleText(message)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Plan({ plan }: { plan: MigrationsView["plan"] }) {
  return (
    <div className={classes.plan}>
      <p className={classes.title}>What longshore migrate would do</p>
      <ol className={classes.list}>
        {plan.flatMap(({ name, steps }) =>
          steps.map(({ description, lock }) => (
            <li key={`${name} ${description}`}>
              {visibleText(description)} <span className={classes.lock}>{visibleText(lock)}</span>
            </li>
          )),
        )}
      </ol>
    </div>
  );
}
