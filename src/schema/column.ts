/**
 * A column as every database understands it. What a kind becomes on each of them is said in
 * migrate/statements; which JavaScript value it is read as, in database/codecs.ts.
 */

export type ColumnKind =
  | "uuid"
  | "varchar"
  | "text"
  | "integer"
  /** An integer that the database keeps at or above zero, as Django's PositiveIntegerField. */
  | "positiveInteger"
  | "bigint"
  /** The 64-bit primary key that the database counts up by itself. */
  | "serial"
  | "boolean"
  | "float"
  | "json"
  /** A moment, to the microsecond, in UTC. */
  | "datetime"
  | "bytes";

export interface ForeignKey {
  readonly table: string;
  readonly column: string;
  /** The constraint's name, where the database keeps one. */
  readonly name: string;
}

export interface ColumnOptions {
  readonly nullable?: boolean;
  /** Kept in the database, so that writers who do not know the column leave it out. */
  readonly default?: number | string | boolean;
  /** What the column means; stored as its comment where the database has comments. */
  readonly comment?: string;
  readonly unique?: boolean;
  readonly references?: ForeignKey;
}

/** `Value` is what a row's column reads as; it exists for the type checker alone. */
export interface Column<Value = unknown, Optional extends boolean = boolean> extends ColumnOptions {
  readonly kind: ColumnKind;
  /** Characters; for varchar. */
  readonly length?: number;
  readonly nullable: boolean;
  /** Phantom: whether an insert may leave the column out. */
  readonly _?: { readonly value: Value; readonly optional: Optional };
}

type ValueOf<V, O extends ColumnOptions> = O extends { nullable: true } ? V | null : V;
type OptionalIn<O extends ColumnOptions> = O extends { nullable: true } | { default: unknown } ? true : false;

function kind<V>(name: ColumnKind) {
  return <const O extends ColumnOptions = Record<never, never>>(options?: O) =>
    ({ kind: name, nullable: false, ...options }) as Column<ValueOf<V, O>, OptionalIn<O>>;
}

export const uuid = kind<string>("uuid");
export const text = kind<string>("text");
export const integer = kind<number>("integer");
export const positiveInteger = kind<number>("positiveInteger");
export const bigint = kind<number>("bigint");
export const boolean = kind<boolean>("boolean");
export const float = kind<number>("float");
export const json = kind<unknown>("json");
export const datetime = kind<Date>("datetime");
export const bytes = kind<Uint8Array>("bytes");

export const serial = () => ({ kind: "serial", nullable: false }) as Column<number, true>;

export function varchar<const O extends ColumnOptions = Record<never, never>>(length: number, options?: O) {
  return { kind: "varchar", length, nullable: false, ...options } as Column<
    ValueOf<string, O>,
    OptionalIn<O>
  >;
}
