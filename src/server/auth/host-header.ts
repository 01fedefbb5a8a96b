import type { FastifyInstance } from "fastify";
import { LongshoreError } from "../../errors.ts";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Whether an address is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127(\.\d{1,3}){3}$/.test(address);
}

/**
 * Answers only requests that call the server by one of these names. Otherwise a site whose name is made to
 * lead to 127.0.0.1 could speak with it as if it were that site (DNS rebinding).
 *
 * @param allowed names besides those of this machine
 */
export function checkHostHeader(server: FastifyInstance, allowed: readonly string[]): void {
  const names = new Set([...loopbackNames, ...allowed.map((name) => name.toLowerCase())]);
  server.addHook("onRequest", async (request) => {
    const host = request.headers.host ?? "";
    const name = host.replace(/:\d+$/, "").toLowerCase();
    const isOurs = names.has(name) || isLoopback(name);
    if (!isOurs) throw new LongshoreError("WRONG_HOST", { host: JSON.stringify(host.slice(0, 100)) });
  });
}
