import type { CatalogColumn, CatalogForeignKey, CatalogIndex } from "./catalog.ts";

/** `integer NOT NULL DEFAULT 50` */
export function describeColumn(column: CatalogColumn): string {
  const words = [column.type, column.nullable ? "NULL" : "NOT NULL"];
  if (column.default !== undefined) words.push(`DEFAULT ${column.default}`);
  if (column.serial) words.push("counted up by the database");
  return words.join(" ");
}

/** `(priority DESC, queued_at) WHERE queued_at IS NOT NULL`: equal for indexes that do the same. */
export function describeIndex(index: CatalogIndex): string {
  const columns = index.columns.map(({ name, descending, operatorClass }) =>
    [name, operatorClass, descending ? "DESC" : undefined].filter(Boolean).join(" "),
  );
  const words = [`(${columns.join(", ")})`];
  if (index.unique) words.unshift("UNIQUE");
  if (index.where !== undefined) words.push(`WHERE ${index.where}`);
  if (index.extra !== undefined) words.push(index.extra);
  return words.join(" ");
}

/** `(docker_host_id) REFERENCES container_manager_executorhost (id)` */
export function describeForeignKey(key: CatalogForeignKey): string {
  return `(${key.columns.join(", ")}) REFERENCES ${key.references} (${key.referencedColumns.join(", ")})`;
}
