/** Every route that the OpenAPI document knows, so that no new one is forgotten. */
import type { FastifyInstance } from "fastify";

export interface Route {
  readonly method: string;
  /** With a value for each parameter. */
  readonly path: string;
  /** As the document has it. */
  readonly template: string;
  readonly operation: Operation;
}

export interface Operation {
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Required<Body>;
  readonly responses: Record<string, Body>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface Body {
  readonly content?: Record<string, { readonly schema: JsonSchema }>;
}

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** An id that no job has. */
export const noJob = "00000000-0000-4000-8000-000000000000";

export async function documentOf(server: FastifyInstance): Promise<Document> {
  await server.ready();
  // The plugin's own types are those of the specification, in all its breadth.
  return server.swagger() as unknown as Document;
}

export function routesOf({ paths }: Document): Route[] {
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: template.replace("{id}", noJob),
      template,
      operation,
    })),
  );
}
