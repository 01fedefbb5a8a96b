/** The server outlives the database's absence, and says so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { createServer } from "../../src/server/create-server.ts";
import { forEachEngine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../worker/database-proxy.ts";
import { keys, operateToken } from "./bench.ts";
import { view } from "./viewer.ts";

forEachEngine("while the database is away", (engine) => {
  let migrated: MigratedDatabase;
  let proxy: DatabaseProxy;
  let database: Database;
  let server: Awaited<ReturnType<typeof createServer>>;
  let url: string;
  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    proxy = await startDatabaseProxy(migrated.url);
    database = await connect(proxy.url);
    server = await createServer(database, { keys, lease: 30_000 });
    url = await server.listen({ port: 0, host: "127.0.0.1" });
  });
  afterAll(async () => {
    await server?.close();
    await database?.close();
    await proxy?.[Symbol.asyncDispose]();
    await migrated?.drop();
  });

  const ask = async (path: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${operateToken}` } });
    return { status: answer.status, text: await answer.text() };
  };

  describe("the server", () => {
    it("answers 503 with a code, and goes on when it is back, for those too who watch", async () => {
      const viewer = await view(`${url}/api/v1/events`);
      await viewer.waitFor(({ event }) => event === "overview");
      await proxy.down();
      const away = await ask("/api/v1/jobs");
      expect(away.status).toBe(503);
      expect(JSON.parse(away.text)).toMatchObject({ code: "DATABASE_UNREACHABLE" });
      expect(away.text).not.toContain("shore-long");
      await expect.poll(async () => (await ask("/readyz")).status).toBe(503);
      expect((await ask("/livez")).status).toBe(200);
      await expect.poll(async () => (await ask("/metrics")).text).toContain("longshore_database_up 0");
      await proxy.up();
      await expect.poll(async () => (await ask("/api/v1/jobs")).status).toBe(200);
      const id = await enqueue(migrated.database, { command: ["true"] });
      await viewer.waitFor(({ event, data }) => event === "job" && data.id === id);
      viewer.close();
    });
  });
});
