import { Link } from "wouter";
import { useHosts } from "../../api/queries.ts";
import { formatCount } from "../../lib/numbers.ts";
import { Bar } from "../../ui/bar.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Foreign } from "../../ui/foreign.tsx";
import { Failure, Loading, Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";

/** Where jobs run, and how full it is there. */
export function Hosts() {
  const { data: hosts, error, refetch } = useHosts();
  return (
    <Panel title="Hosts" flush={(hosts?.length ?? 0) > 0}>
      {!hosts && (error ? <Failure what="The hosts" error={error} onRetry={refetch} /> : <Loading />)}
      {hosts?.length === 0 && (
        <Notice icon="schema" title="No host yet">
          The first job makes one for this machine; <code>longshore hosts add</code> adds others.
        </Notice>
      )}
      {hosts && hosts.length > 0 && (
        <DataTable caption="Hosts" head={["Name", "Kind", "Jobs", "Load"]} numeric={[2]}>
          {hosts.map(({ id, name, type, active, maxJobs, openJobs }) => (
            <tr key={id}>
              <td>
                <Link href={`/jobs?host=${encodeURIComponent(name)}`}>
                  <Foreign text={name} />
                </Link>
              </td>
              <td>
                {type}
                {!active && " · inactive"}
              </td>
              <td>
                {formatCount(openJobs)} of {formatCount(maxJobs)}
              </td>
              <td>
                <Bar share={openJobs / maxJobs} tone={openJobs >= maxJobs ? "full" : undefined} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Panel>
  );
}
