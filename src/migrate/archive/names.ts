import { createHash } from "node:crypto";

/** PostgreSQL cuts longer names; MariaDB and MySQL refuse those over 64. */
const longest = 63;

/** The table that keeps what undoing a migration took out of another table's rows. */
export function columnArchiveName(migration: string, table: string): string {
  return fitted(`longshore_archive_${migration.split("_")[0]}_${table}`);
}

/** What a dropped table that has rows is called until it is wanted again. */
export function tableArchiveName(table: string): string {
  return fitted(`longshore_archive_${table}`);
}

/** What a column is called from the moment at which nobody writes to it any more until it is dropped. */
export function asideName(column: string): string {
  return fitted(`longshore_dropped_${column}`);
}

function fitted(name: string): string {
  if (name.length <= longest) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longest - 9)}_${digest}`;
}
