import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  UnknownRow,
} from "kysely";
import { type Column, type ColumnKind, migrationHistory, tables } from "../schema/index.ts";

/** A UUID as statements take it: see `uuidParameter`. */
export type UuidParameter = string & { readonly _: "uuid parameter" };

/**
 * A UUID for a statement: 32 hexadecimal digits without dashes. The native types of PostgreSQL and
 * MariaDB read that form, and it is the one Django stores in a char(32).
 */
export function uuidParameter(uuid: string): UuidParameter {
  return uuid.replaceAll("-", "").toLowerCase() as UuidParameter;
}

/** A UUID in the form that users see: lower case with dashes. */
export function formatUuid(uuid: string): string {
  const hex = uuid.replaceAll("-", "").toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A JSON column's value for a statement. Drivers would turn an array into an SQL array. */
export function jsonParameter(value: unknown): string {
  return JSON.stringify(value);
}

/**
 * A moment as Django stores it in SQLite: naive UTC, and no fraction where it is zero.
 * An ISO string would compare wrongly with Django's.
 */
export function sqliteDatetime(date: Date): string {
  const [seconds = "", milliseconds = "000Z"] = date.toISOString().replace("T", " ").split(".");
  return milliseconds === "000Z" ? seconds : `${seconds}.${milliseconds.slice(0, 3)}000`;
}

/** Reads a moment as a driver gives it: a Date, or text in UTC. Microseconds are cut to milliseconds. */
function parseDatetime(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const [, date, time, milliseconds = "0"] = /^(.{10})[ T](.{8})(?:\.(\d{1,3})\d*)?/.exec(value) ?? [];
  return new Date(`${date}T${time}.${milliseconds.padEnd(3, "0")}Z`);
}

type Decoder = (value: unknown) => unknown;

/** How a column of this kind is read. Kinds that are missing come from every driver as they should. */
const decoders: Partial<Record<ColumnKind, Decoder>> = {
  uuid: (value) => formatUuid(String(value)),
  json: (value) => (typeof value === "string" ? JSON.parse(value) : value),
  datetime: parseDatetime,
  boolean: Boolean,
  bigint: Number,
  serial: Number,
  bytes: (value) => (value instanceof Uint8Array ? value : Buffer.from(String(value))),
};

/**
 * A column's name tells its kind, whichever table it is of: rows are decoded by name, so that raw SQL
 * is decoded as well. A test holds the schema to that. `now` is what a reading of the clock is called.
 * `id` is the exception, a UUID here and a number there; a number has fewer digits.
 */
const decoderByColumn = new Map<string, Decoder>([["now", parseDatetime]]);
for (const { columns } of [...tables, migrationHistory]) {
  for (const [name, { kind }] of Object.entries<Column>(columns)) {
    const decoder = decoders[kind];
    if (decoder) decoderByColumn.set(name, decoder);
  }
}
decoderByColumn.set("id", (value) =>
  String(value).length >= 32 ? formatUuid(String(value)) : Number(value),
);

/** Decodes every result's columns by their names. */
export class DecodeResults implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs) {
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    // All rows have the columns of the first: which of them are decoded is found once.
    const decoded = Object.keys(result.rows[0] ?? {}).flatMap((name) => {
      const decoder = decoderByColumn.get(name);
      return decoder ? [{ name, decoder }] : [];
    });
    for (const row of result.rows) {
      for (const { name, decoder } of decoded) {
        const value = row[name];
        if (value !== null) row[name] = decoder(value) ?? value;
      }
    }
    return result;
  }
}
