import type { SchemaView } from "../../api/types.ts";
import { formatBytes, formatCount, plural } from "../../lib/numbers.ts";
import { Bar } from "../../ui/bar.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Icon } from "../../ui/icon.tsx";
import classes from "./table.module.css";

type TableView = SchemaView["tables"][number];

/** One table: its indexes, with their size and use, and its columns. */
export function Table({ table, open }: { table: TableView; open: boolean }) {
  const { name, rows, bytes, columns, indexes } = table;
  const facts = [
    rows === null ? "" : `about ${plural(Math.max(0, Math.round(rows)), "row")}`,
    bytes === null ? "" : formatBytes(bytes),
    plural(indexes.length, "index", "indexes"),
  ];
  return (
    <details className={classes.table} open={open}>
      <summary className={classes.summary}>
        <Icon name="right" size={14} className={classes.arrow} />
        <h2 className="mono">{name}</h2>
        <span className={classes.facts}>{facts.filter((fact) => fact !== "").join(" · ")}</span>
      </summary>
      {indexes.length > 0 && <Indexes table={name} indexes={indexes} />}
      <details className={classes.columns}>
        <summary>{plural(columns.length, "column")}</summary>
        <DataTable caption={`Columns of ${name}`} head={["Column", "Type", "Default", "Meaning"]}>
          {columns.map((column) => (
            <tr key={column.name}>
              <td className="mono">{column.name}</td>
              <td className="mono">
                {column.type}
                {!column.nullable && <span className={classes.dim}> not null</span>}
              </td>
              <td className="mono">{column.default}</td>
              <td className={classes.comment}>{column.comment}</td>
            </tr>
          ))}
        </DataTable>
      </details>
    </details>
  );
}

function Indexes({ table, indexes }: { table: string; indexes: TableView["indexes"] }) {
  const largest = Math.max(1, ...indexes.map(({ bytes }) => bytes ?? 0));
  const sized = indexes.some(({ bytes }) => bytes !== null);
  const counted = indexes.some(({ scans }) => scans !== null);
  const head = ["Index", "On", ...(sized ? ["Size"] : []), ...(counted ? ["Used"] : [])];
  return (
    <DataTable caption={`Indexes of ${table}`} head={head}>
      {indexes
        .toSorted((a, b) => Number(b.seed) - Number(a.seed))
        .map(({ name, columns, unique, predicate, bytes, scans, seed }) => (
          <tr key={name}>
            <td className={`mono ${classes.name}`}>
              {name}
              {seed && (
                <span className={classes.seed} title="One of the nine that the queue asks for">
                  queue
                </span>
              )}
            </td>
            <td className={`mono ${classes.on}`}>
              {columns.join(", ")}
              {unique && <span className={classes.dim}> unique</span>}
              {predicate && <span className={classes.dim}> where {predicate}</span>}
            </td>
            {sized && (
              <td>
                {bytes === null ? (
                  "–"
                ) : (
                  <span className={classes.size}>
                    <span className="numeric">{formatBytes(bytes)}</span>
                    <Bar share={bytes / largest} />
                  </span>
                )}
              </td>
            )}
            {counted && (
              <td className="numeric">
                {scans === null ? "–" : scans === 0 ? "never" : `${formatCount(scans)}×`}
              </td>
            )}
          </tr>
        ))}
    </DataTable>
  );
}
