import type { ColumnType, Selectable } from "kysely";
import type { Column, migrationHistory, Table, tables } from "../schema/index.ts";
import type { UuidParameter } from "./codecs.ts";

/** What a statement may write where `Value` is read: UUIDs and JSON are encoded by the caller (codecs.ts). */
type Written<C extends Column, Value> = C["kind"] extends "uuid"
  ? UuidParameter | Extract<Value, null>
  : C["kind"] extends "json"
    ? string | Extract<Value, null>
    : Value;

type KyselyColumn<C extends Column> =
  C extends Column<infer Value, infer Optional>
    ? ColumnType<
        Value,
        true extends Optional ? Written<C, Value> | undefined : Written<C, Value>,
        Written<C, Value>
      >
    : never;

type KyselyTable<T extends Table> = { [Name in keyof T["columns"]]: KyselyColumn<T["columns"][Name]> };

type Declared = (typeof tables)[number] | typeof migrationHistory;

/** Every declared table, as Kysely wants to know them. */
export type Tables = { [T in Declared as T["name"]]: KyselyTable<T> };

/** A row as it is read, by its table's name. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;
