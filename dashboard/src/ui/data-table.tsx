import type { ReactNode } from "react";
import classes from "./data-table.module.css";

interface DataTableProps {
  /** For those who do not see the title above it. */
  readonly caption: string;
  readonly head: readonly string[];
  /** Columns of numbers, by index. */
  readonly numeric?: readonly number[];
  readonly children: ReactNode;
}

/** A table of a few rows; on a narrow screen it is moved sideways. */
export function DataTable({ caption, head, numeric = [], children }: DataTableProps) {
  return (
    <section className={classes.scroll} tabIndex={0} aria-label={caption}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th key={name} scope="col" data-numeric={numeric.includes(index) || undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
