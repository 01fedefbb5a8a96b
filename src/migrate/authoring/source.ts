import type { Check, Column, Index, Table } from "../../schema/index.ts";
import type { Operation } from "../operations.ts";

/** A migration's file, before the formatter has seen it. */
export function migrationSource(
  name: string,
  dependsOn: readonly string[],
  operations: readonly Operation[],
): string {
  const calls = operations.map(operationSource);
  const body = calls.join(",\n");
  return `import { migration } from "../migrate/migration.ts";
import { ${used(body, operationNames)} } from "../migrate/operations.ts";
${importOf(used(body, builderNames), "../schema/index.ts")}
export default migration(${text(name)}, {
  dependsOn: ${text(dependsOn)},
  operations: [
    ${body},
  ],
});
`;
}

/** The file that lists the migrations. */
export function indexSource(names: readonly string[]): string {
  const imports = names.map((name) => `import ${variable(name)} from "./${name}.ts";`);
  return `import type { Migration } from "../migrate/migration.ts";
${imports.join("\n")}

/** Every migration, in order. \`longshore makemigrations\` writes this file. */
export const migrations: readonly Migration[] = [${names.map(variable).join(", ")}];
`;
}

const operationNames = [
  "addCheck",
  "addColumn",
  "addIndex",
  "createTable",
  "dropCheck",
  "dropColumn",
  "dropIndex",
  "dropTable",
];

const builderNames = [
  "bigint",
  "boolean",
  "bytes",
  "datetime",
  "float",
  "index",
  "integer",
  "json",
  "positiveInteger",
  "serial",
  "table",
  "text",
  "uuid",
  "varchar",
];

function used(source: string, names: readonly string[]): string {
  return names.filter((name) => new RegExp(`\\b${name}\\(`).test(source)).join(", ");
}

function importOf(names: string, module: string): string {
  return names === "" ? "" : `import { ${names} } from ${text(module)};\n`;
}

/** `0002_add_queue_fields` is imported as `m0002`. */
function variable(name: string): string {
  return `m${name.slice(0, name.indexOf("_"))}`;
}

function operationSource(operation: Operation): string {
  switch (operation.kind) {
    case "createTable":
    case "dropTable":
      return `${operation.kind}(${tableSource(operation.table)})`;
    case "addColumn":
    case "dropColumn":
      return `${operation.kind}(${text(operation.table)}, ${text(operation.name)}, ${columnSource(operation.column)})`;
    case "addIndex":
    case "dropIndex":
      return `${operation.kind}(${text(operation.table)}, ${indexSourceOf(operation.index)})`;
    case "addCheck":
    case "dropCheck":
      return `${operation.kind}(${text(operation.table)}, ${objectSource<Check>(operation.check)})`;
  }
}

function tableSource(table: Table): string {
  const columns = Object.entries<Column>(table.columns).map(
    ([name, column]) => `${name}: ${columnSource(column)}`,
  );
  const rest = [
    `primaryKey: ${text(table.primaryKey)}`,
    ...(table.indexes.length > 0 ? [`indexes: [${table.indexes.map(indexSourceOf).join(", ")}]`] : []),
    ...(table.checks.length > 0 ? [`checks: [${table.checks.map(objectSource).join(", ")}]`] : []),
  ];
  return `table(${text(table.name)}, { ${columns.join(", ")} }, { ${rest.join(", ")} })`;
}

function columnSource({ kind, length, nullable, ...rest }: Column): string {
  const options = objectSource({ ...(nullable ? { nullable } : {}), ...rest });
  const values = [...(length === undefined ? [] : [String(length)]), ...(options === "{}" ? [] : [options])];
  return `${kind}(${values.join(", ")})`;
}

function indexSourceOf({ name, columns, ...rest }: Index): string {
  const shown = columns.map((column) => {
    if (column.operatorClass !== undefined) return objectSource(column);
    return text(column.descending ? `-${column.name}` : column.name);
  });
  const options = objectSource(rest);
  return `index(${text(name)}, [${shown.join(", ")}]${options === "{}" ? "" : `, ${options}`})`;
}

/** JSON, with keys as TypeScript writes them. */
function objectSource<T extends object>(value: T): string {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0
    ? "{}"
    : `{ ${entries.map(([key, item]) => `${key}: ${valueSource(item)}`).join(", ")} }`;
}

function valueSource(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueSource).join(", ")}]`;
  return typeof value === "object" && value !== null ? objectSource(value) : text(value);
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
