import { Command } from "commander";
import { type Inspection, inspect } from "../../migrate/inspect.ts";
import { withDatabase } from "../context.ts";
import { print, printJson, printTable } from "../output.ts";

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("show tables as the database has them: columns, defaults, indexes, checks")
    .argument("[table]", "one table (default: all of ours)")
    .option("--json", "print JSON")
    .action(async (table: string | undefined, options: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const inspections = await inspect(database, table);
        if (options.json) return printJson(inspections);
        if (inspections.length === 0) print('There are no tables yet: "longshore migrate" makes them.');
        for (const inspection of inspections) printInspection(inspection);
      });
    });
}

function printInspection(inspection: Inspection): void {
  print(`Table ${inspection.table}`);
  print();
  printSection(
    ["COLUMN", "TYPE", "NULL", "DEFAULT", "COMMENT"],
    inspection.columns.map((column) => [
      column.name,
      column.type,
      column.nullable ? "yes" : "no",
      column.default ?? "",
      column.comment ?? "",
    ]),
  );
  print(`Primary key (${inspection.primaryKey.join(", ")})`);
  print();
  printSection(
    ["INDEX", "COLUMNS", "WHERE", ""],
    inspection.indexes.map((index) => [
      index.name,
      index.columns.join(", "),
      index.where ?? "",
      [index.unique ? "unique" : "", index.valid ? "" : "invalid"].filter(Boolean).join(", "),
    ]),
  );
  printSection(
    ["CHECK", "EXPRESSION", ""],
    inspection.checks.map((check) => [
      check.name ?? `(of ${check.column})`,
      check.expression,
      check.validated ? "" : "not validated",
    ]),
  );
  printSection(
    ["FOREIGN KEY", "REFERENCES"],
    inspection.foreignKeys.map((key) => [
      key.columns.join(", "),
      `${key.references} (${key.referencedColumns.join(", ")})`,
    ]),
  );
  printDifferences(inspection);
  print();
}

/** What differs by design, and why; what is wrong is for `verify` to tell. */
function printDifferences({ table, differences }: Inspection): void {
  for (const { kind, object, message } of differences) {
    if (kind === "note") print(`note: ${object.replace(`${table}.`, "")} ${message}`);
  }
  if (differences.some((difference) => difference.kind === "drift")) {
    print('It is not as declared: "longshore verify" says where.');
  }
}

function printSection(headers: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  printTable(headers, rows);
  print();
}
