import { useWorkers } from "../../api/queries.ts";
import { elapsed } from "../../lib/moments.ts";
import { Bar } from "../../ui/bar.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Foreign } from "../../ui/foreign.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Failure, Loading, Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./workers.module.css";

/** Who takes jobs, and how busy they are; those that live first. */
export function Workers() {
  const { data: workers, error, refetch } = useWorkers();
  const sorted = workers?.toSorted((a, b) => Number(b.alive) - Number(a.alive));
  return (
    <Panel title="Workers" flush={(workers?.length ?? 0) > 0} className={classes.wide}>
      {!workers && (error ? <Failure what="The workers" error={error} onRetry={refetch} /> : <Loading />)}
      {workers?.length === 0 && (
        <Notice icon="play" title="No worker has been here">
          Jobs wait until one comes: start it with <code>longshore work</code>.
        </Notice>
      )}
      {sorted && sorted.length > 0 && (
        <DataTable
          caption="Workers"
          head={["Machine", "State", "Jobs", "Load", "Started", "Heard of"]}
          numeric={[2]}
        >
          {sorted.map(({ id, node, pid, alive, jobs, concurrency, startedAt, heartbeatAt, silentMs }) => (
            <tr key={id}>
              <td title={id}>
                <Foreign text={`${node} · ${pid}`} />
              </td>
              <td>
                <span className={classes.state} data-alive={alive}>
                  <Icon name={alive ? "check" : "cross"} size={13} />
                  {alive ? "Alive" : "Silent"}
                </span>
              </td>
              <td>
                {jobs} of {concurrency}
              </td>
              <td>
                <Bar share={jobs / concurrency} />
              </td>
              <td>
                <Moment at={startedAt} />
              </td>
              <td className="numeric">
                <time dateTime={heartbeatAt}>{elapsed(silentMs)} ago</time>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Panel>
  );
}
