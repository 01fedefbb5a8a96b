/** A pgbouncer of our own in front of a PostgreSQL database. */
import { chmodSync, chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { makeFolder, removeFolder } from "../folder.ts";
import { freePort, nobody, startService } from "./service.ts";

/** Starts it in front of a database; `url` leads through it. Leaving the scope of an `await using` stops it. */
export async function startPgbouncer(
  databaseUrl: string,
  mode: "transaction" | "session",
): Promise<AsyncDisposable & { readonly url: string }> {
  const folder = makeFolder();
  const server = new URL(databaseUrl);
  const url = new URL(databaseUrl);
  url.port = String(await freePort());
  const configFile = path.join(folder, "pgbouncer.ini");
  const usersFile = path.join(folder, "users.txt");
  writeFileSync(usersFile, `"${server.username}" "${server.password}"\n`);
  writeFileSync(
    configFile,
    [
      "[databases]",
      `* = host=${server.hostname} port=${server.port}`,
      "[pgbouncer]",
      `listen_addr = 127.0.0.1`,
      `listen_port = ${url.port}`,
      "unix_socket_dir =",
      "auth_type = plain",
      `auth_file = ${usersFile}`,
      `pool_mode = ${mode}`,
    ].join("\n"),
  );
  chmodSync(folder, 0o700);
  for (const place of [folder, configFile, usersFile]) chownSync(place, nobody, nobody);
  const service = await startService({
    name: "pgbouncer",
    command: ["pgbouncer", configFile],
    unprivileged: true,
    logFile: path.join(folder, "pgbouncer.log"),
    stopSignal: "SIGKILL",
    ready: () => answers(url.href),
  });
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await service.stop();
      removeFolder(folder);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client(url);
  await client.connect();
  await client.end();
  return true;
}
