import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { packageVersion } from "../version.ts";
import { tidy } from "./tidy-document.ts";

/** The document, made from the routes' own schemas, and a reference to browse. */
export async function documentRoutes(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Longshore",
        version: packageVersion(),
        description: "A durable queue for container jobs. docs/api.md shows how it is used.",
        license: { name: "MIT" },
      },
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
        },
      },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => tidy(jsonSchemaTransformObject(document)),
  });
  await server.register(async (reference) => {
    reference.addHook("onRoute", (route) => {
      // The reference is no secret; what it shows needs a token, as everything else.
      const isDocument = /\/(json|yaml)$/.test(route.url);
      if (!isDocument) route.config = { ...route.config, access: "open" };
    });
    await reference.register(swaggerUi, {
      routePrefix: "/api",
      staticCSP: referencePolicy,
      uiConfig: { url: "/api/openapi.json", validatorUrl: null, withCredentials: true },
    });
  });
  server.get("/api/openapi.json", { schema: { hide: true } }, async () => server.swagger());
}

/** It sets styles by itself; scripts it has none inline. */
const referencePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
