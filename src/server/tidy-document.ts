interface Schemas {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/**
 * The document without what says nothing: each thing has a schema as it comes and another as it goes, of
 * which one is seldom used, and formats are written out as patterns as well.
 */
export function tidy<Document extends object>(document: Document): Document {
  const kept = onlyReferenced(document);
  const names = new Set(Object.keys((kept as Schemas).components?.schemas ?? {}));
  const text = JSON.stringify(kept, (_, value) => withoutPattern(value));
  // What only comes needs no name that tells it from what goes.
  const plain = [...names].filter((name) => name.endsWith("Input") && !names.has(name.replace(/Input$/, "")));
  return JSON.parse(
    plain.reduce((renamed, name) => renamed.replaceAll(`${name}"`, `${name.replace(/Input$/, "")}"`), text),
  ) as Document;
}

function onlyReferenced<Document extends object>(document: Document): Document {
  const { components, ...rest } = document as Document & Schemas;
  const schemas = components?.schemas ?? {};
  const kept = new Map<string, unknown>();
  const keep = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (kept.has(name) || !(name in schemas)) continue;
      kept.set(name, schemas[name]);
      keep(schemas[name]);
    }
  };
  keep(rest);
  const sorted = [...kept].sort(([a], [b]) => a.localeCompare(b));
  return { ...document, components: { ...components, schemas: Object.fromEntries(sorted) } };
}

function withoutPattern(value: unknown): unknown {
  const { format, pattern: _, ...rest } = (value ?? {}) as { format?: unknown; pattern?: unknown };
  return format === "date-time" || format === "uuid" ? { ...rest, format } : value;
}
