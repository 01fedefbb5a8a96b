/**
 * Reading what a database has: tables, columns, indexes, checks and foreign keys in one vocabulary.
 * Nothing here knows what the schema should be; `migrate` compares.
 */

export { canonicalDefault, canonicalType } from "./canonical.ts";
export * from "./catalog.ts";
export { describeColumn, describeForeignKey, describeIndex } from "./describe.ts";
export { normaliseExpression } from "./normalise.ts";
export { readCatalog } from "./read.ts";
export { checksIn, columnText } from "./sqlite-definition.ts";
