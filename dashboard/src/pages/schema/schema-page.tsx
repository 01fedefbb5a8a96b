import { useSchema } from "../../api/queries.ts";
import { Failure, Loading } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Migrations } from "./migrations.tsx";
import classes from "./schema-page.module.css";
import { Table } from "./table.tsx";

/** How the database is made, and whether it is made as it should be. */
export function SchemaPage() {
  const { data, error, refetch } = useSchema();
  return (
    <Page title="Schema">
      <Migrations />
      {data ? (
        <div className={classes.tables}>
          {data.tables.map((table) => (
            <Table key={table.name} table={table} open={table.indexes.some(({ seed }) => seed)} />
          ))}
        </div>
      ) : (
        <Panel title="Tables">
          {error ? <Failure what="The tables" error={error} onRetry={refetch} /> : <Loading />}
        </Panel>
      )}
    </Page>
  );
}
