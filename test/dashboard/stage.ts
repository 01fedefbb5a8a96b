/** All that stands behind the page: a database, a worker, the server, and jobs that end when they are told to. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { loadSettings, type Settings } from "../../src/config.ts";
import type { Database } from "../../src/database/database.ts";
import type { JobSpec } from "../../src/queue/job/job-spec.ts";
import { Queue } from "../../src/queue/queue.ts";
import { type RunningServer, serve } from "../../src/server/serve.ts";
import { Worker } from "../../src/worker/worker.ts";
import type { Engine } from "../support/context.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase } from "../support/migrated.ts";
import { freePort } from "../support/servers/service.ts";

export const token = "operate-0123456789abcdef0123456789abcdef";
export const readToken = "look-0123456789abcdef0123456789abcdef";

export interface Stage extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  readonly queue: Queue;
  /** A script that says "begun", waits until it is let go, and says "let go". */
  holding(name: string): { readonly spec: JobSpec; letGo(): void };
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

/** @param page the folder that the page was built into */
export async function openStage(engine: Engine, page: string): Promise<Stage> {
  const { database, url, drop } = await createMigratedDatabase(engine);
  const folder = makeFolder();
  const listen = `127.0.0.1:${await freePort()}`;
  const settings: Settings = loadSettings({
    database: url,
    stateDirectory: folder,
    listen,
    token,
    readToken,
    pollInterval: 50,
    grace: 100,
    concurrency: 3,
  });
  const worker = new Worker(database, { settings });
  await worker.start();
  let server: RunningServer;
  const startServer = async () => {
    server = await serve(database, { settings, page });
  };
  await startServer();
  const released: (() => void)[] = [];

  return {
    url: `http://${listen}`,
    database,
    queue: new Queue(database),
    holding(name) {
      const file = path.join(folder, `let-go-${released.length}`);
      const letGo = () => writeFileSync(file, "");
      released.push(letGo);
      const script = `echo begun; while [ ! -e '${file}' ]; do sleep 0.05; done; echo let go`;
      return { spec: { name, command: ["sh", "-c", script] }, letGo };
    },
    startServer,
    stopServer: () => server.close(),
    async [Symbol.asyncDispose]() {
      for (const letGo of released) letGo();
      await server.close();
      await worker.stop();
      await drop();
      removeFolder(folder);
    },
  };
}
