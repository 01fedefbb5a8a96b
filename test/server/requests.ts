/** Requests made from the OpenAPI document: right, nearly right, and not right at all. */
import fc from "../support/properties.ts";
import type { Document, JsonSchema, Operation, Route } from "./routes.ts";
import { noJob, routesOf } from "./routes.ts";

export interface FuzzedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** What has broken other programs. */
const nasty = fc.constantFrom(
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\x1b[2J\x1b]0;title\x07",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%00",
    "%",
  ],
  ...["'; drop table container_manager_containerjob; --", '"', "\\", "{{7*7}}", "__proto__", "constructor"],
  ...[
    "\ud800",
    "\u202e",
    "ÿ",
    "𝕏".repeat(300),
    "9".repeat(400),
    "1e999",
    "-1",
    "NaN",
    "null",
    "true",
    "2030-02-31",
  ],
  ...[
    "0x10",
    "2030-01-01T00:00:00Z",
    noJob,
    "W10",
    "WyIyMDI2LTAyLTMxIDAwOjAwOjAwIiwiYSJd",
    ",",
    "created,",
    "[]",
  ],
);

/** Requests of all routes, with ids of jobs that are there among those that are not. */
export function requestsOf(document: Document, jobIds: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const routes = routesOf(document).filter(({ operation }) => !isStream(operation));
  return fc.constantFrom(...routes).chain((route) => requestOf(route, document, jobIds));
}

/** It does not end by itself. */
function isStream({ responses }: Operation): boolean {
  return JSON.stringify(responses).includes("text/event-stream");
}

function requestOf(route: Route, document: Document, jobIds: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const { method, template, operation } = route;
  const id = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...jobIds) }, { weight: 1, arbitrary: nasty });
  const query = fc.record(
    Object.fromEntries(
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === "query")
        .map(({ name, schema }) => [name, valueFor(schema, document).map(asText)]),
    ),
    { requiredKeys: [] },
  );
  const more = fc.option(fc.tuple(nasty, nasty), { freq: 8 });
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body = fc.oneof(
    { weight: 6, arbitrary: schema ? valueFor(schema, document).map(asJson) : fc.constant(undefined) },
    { weight: 1, arbitrary: fc.jsonValue().map(asJson) },
    { weight: 1, arbitrary: nasty },
  );
  const type = fc.oneof(
    { weight: 12, arbitrary: fc.constant("application/json") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "json",
      ),
    },
  );
  return fc
    .record({ id, query, more, body, type })
    .map(({ id: given, query: pairs, more: extra, body: payload, type: given2 }) => {
      const search = [...Object.entries(pairs), ...(extra ? [extra] : [])].map((pair) =>
        pair.map((text) => encode(String(text))).join("="),
      );
      const url = template.replace("{id}", encode(given)) + (search.length > 0 ? `?${search.join("&")}` : "");
      const sends = method !== "GET" && payload !== undefined;
      return { method, url, headers: sends ? { "content-type": given2 } : {}, ...(sends && { payload }) };
    });
}

/** As a query has it. An object is not to be asked for its text: its `toString` may be data. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A value that a schema describes; now and then, at any depth, one that it does not. */
function valueFor(schema: JsonSchema, document: Document): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 14, arbitrary: rightly(schema, document) },
    { weight: 1, arbitrary: nasty },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}

function rightly(schema: JsonSchema, document: Document): fc.Arbitrary<unknown> {
  const { type, $ref, anyOf, minimum, maximum } = schema;
  if ($ref) {
    const named = document.components.schemas[$ref.split("/").at(-1) ?? ""];
    if (!named) throw new Error(`the document has no ${$ref}`);
    return rightly(named, document);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (anyOf) return fc.oneof(...anyOf.map((each) => valueFor(each, document)));
  switch (type) {
    case "string":
      return textOf(schema);
    case "integer":
      return fc.integer({
        min: minimum ?? -10,
        max: maximum ?? 1_000,
      });
    case "number":
      return fc.double({ min: minimum ?? 0, max: maximum ?? 100, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(schema.items ? valueFor(schema.items, document) : fc.jsonValue(), { maxLength: 4 });
    case "object":
      return objectOf(schema, document);
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textOf({ format, maxLength = 60, minLength = 0 }: JsonSchema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") {
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date("9998-01-01") })
      .map((date) => date.toISOString());
  }
  return fc.string({ minLength, maxLength: Math.min(maxLength, 60), unit: "grapheme" });
}

function objectOf(schema: JsonSchema, document: Document): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  if (typeof additionalProperties === "object" && Object.keys(properties).length === 0) {
    return fc.dictionary(
      fc.oneof(fc.stringMatching(/^[A-Z_]{1,8}$/), nasty),
      valueFor(additionalProperties, document),
      {
        maxKeys: 4,
      },
    );
  }
  const entries = Object.entries(properties).map(([name, each]) => [name, valueFor(each, document)] as const);
  return fc.record(Object.fromEntries(entries), { requiredKeys: [...required] });
}

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

/** As a browser would; half of a surrogate pair cannot be. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
