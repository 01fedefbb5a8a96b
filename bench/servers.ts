/** Private servers for benches, with a usual server's settings: each commit reaches the disk. */

import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { createConnection as connectTcp } from "node:net";
import path from "node:path";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { makeFolder, removeFolder } from "../test/support/folder.ts";
import { startMariadb } from "../test/support/servers/mariadb.ts";
import { startPostgres } from "../test/support/servers/postgres.ts";
import { freePort, nobody, startService } from "../test/support/servers/service.ts";

export type ServerName = "postgres" | "mariadb" | "sqlite" | "redis";

export interface BenchServer extends AsyncDisposable {
  /** Name, version, and the settings that are not its own. */
  readonly description: string;
  /** The URL of a fresh and empty database; of a Redis that was emptied. */
  createDatabase(): Promise<string>;
}

/** Leaving the scope of an `await using` stops the server. */
export async function startServer(name: ServerName): Promise<BenchServer> {
  const folder = makeFolder();
  // The servers run as another user.
  chmodSync(folder, 0o711);
  const server = await starters[name](path.join(folder, name));
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      removeFolder(folder);
    },
  };
}

type Started = Omit<BenchServer, typeof Symbol.asyncDispose> & { stop(): Promise<void> };

const postgresSettings = { shared_buffers: "1GB", max_wal_size: "8GB" };
const mariadbSettings = ["innodb-buffer-pool-size=1G", "innodb-log-file-size=512M"];

const starters: Record<ServerName, (folder: string) => Promise<Started>> = {
  async postgres(folder) {
    const [{ user, password, port }, service] = await startPostgres(folder, postgresSettings);
    const urlOf = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
    const run = async (statement: string) => {
      const client = new Client(urlOf("postgres"));
      await client.connect();
      return client.query(statement).finally(() => client.end());
    };
    const { rows } = await run("show server_version");
    let databases = 0;
    return {
      description: `PostgreSQL ${rows[0].server_version.split(" ")[0]}, ${Object.entries(postgresSettings).flat().join(" ")}`,
      async createDatabase() {
        databases += 1;
        await run(`create database bench${databases}`);
        // What the database before this one has left to be written is no work of this one's.
        await run("checkpoint");
        return urlOf(`bench${databases}`);
      },
      stop: service.stop,
    };
  },

  async mariadb(folder) {
    const [{ user, password, port }, service] = await startMariadb(
      folder,
      mariadbSettings.map((setting) => `--${setting}`),
    );
    const urlOf = (database: string) => `mysql://${user}:${password}@127.0.0.1:${port}/${database}`;
    const run = async (statement: string) => {
      const connection = await createConnection(urlOf("mysql"));
      return connection.query(statement).finally(() => connection.end());
    };
    const [rows] = (await run("select version() as version")) as unknown as [{ version: string }[]];
    let databases = 0;
    return {
      description: `MariaDB ${rows[0]?.version}, ${mariadbSettings.join(", ")}`,
      async createDatabase() {
        databases += 1;
        await run(`create database bench${databases}`);
        return urlOf(`bench${databases}`);
      },
      stop: service.stop,
    };
  },

  async sqlite(folder) {
    mkdirSync(folder);
    let files = 0;
    return {
      description: `SQLite ${process.versions.sqlite}, WAL, synchronous NORMAL`,
      async createDatabase() {
        files += 1;
        return `sqlite:${path.join(folder, `bench${files}.db`)}`;
      },
      async stop() {},
    };
  },

  async redis(folder) {
    mkdirSync(folder);
    chownSync(folder, nobody, nobody);
    const port = await freePort();
    // As BullMQ's page on going to production has it.
    const settings = ["--appendonly", "yes", "--maxmemory-policy", "noeviction"];
    const place = ["--bind", "127.0.0.1", "--port", `${port}`, "--dir", folder];
    const service = await startService({
      name: "Redis",
      command: ["redis-server", ...place, ...settings],
      unprivileged: true,
      logFile: path.join(folder, "redis.log"),
      stopSignal: "SIGKILL",
      ready: async () => (await askRedis(port, "PING")) === "+PONG",
    });
    const [version] = /(?<=redis_version:)\S+/.exec(await askRedis(port, "INFO server")) ?? [];
    return {
      description: `Redis ${version}, append-only file, no eviction`,
      async createDatabase() {
        await askRedis(port, "FLUSHALL");
        return `redis://127.0.0.1:${port}`;
      },
      stop: service.stop,
    };
  },
};

async function askRedis(port: number, command: string): Promise<string> {
  const socket = connectTcp(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`${command}\r\n`);
  const [answer] = await once(socket, "data");
  socket.destroy();
  return String(answer).trim();
}
