import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { LongshoreError } from "../errors.ts";

/** Where the build puts the page: as far from `src/server` as from `dist/server`. */
const builtPage = fileURLToPath(new URL("../../dist/dashboard", import.meta.url));

const notBuilt = "The page is not built: npm run build makes it. The API is at /api.\n";

/** The page's files, and for all else that a browser may open the page itself, which finds its way by the address. */
export async function pageRoutes(server: FastifyInstance, folder = builtPage): Promise<void> {
  const isBuilt = existsSync(join(folder, "index.html"));
  await server.register(async (page) => {
    page.addHook("onRoute", (route) => {
      route.config = { ...route.config, access: "open" };
      route.schema = { ...route.schema, hide: true };
    });
    if (isBuilt) {
      await page.register(fastifyStatic, {
        root: folder,
        wildcard: false,
        cacheControl: false,
        setHeaders: (reply, path) => void reply.header("cache-control", cachingOf(path)),
      });
    }
    page.setNotFoundHandler((request, reply) => {
      const path = request.url.split("?")[0] ?? "";
      const isPlace = request.method === "GET" && !/^\/(api|assets|metrics|livez|readyz)(\/|$)/.test(path);
      if (!isPlace)
        throw new LongshoreError("ROUTE_NOT_FOUND", { method: request.method, path: path.slice(0, 200) });
      if (!isBuilt) return reply.type("text/plain; charset=utf-8").send(notBuilt);
      return reply.sendFile("index.html");
    });
  });
}

/** Files in `assets` have names that change with their content. */
function cachingOf(path: string): string {
  return path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}
