/** A PostgreSQL server of our own, on a Unix socket and on TCP. */
import { execFile } from "node:child_process";
import { chownSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort, nobody, type Service, startService, withoutRoot } from "./service.ts";

export interface PostgresServer {
  readonly port: number;
  readonly socketFolder: string;
  readonly user: string;
  readonly password: string;
}

const run = promisify(execFile);
const credentials = { user: "longshore", password: "shore-long" };

/** For data that need not survive a crash of the machine. */
const fastest: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

export async function startPostgres(
  folder: string,
  tuning: Readonly<Record<string, string>> = fastest,
): Promise<[PostgresServer, Service]> {
  const data = path.join(folder, "data");
  const passwordFile = path.join(folder, "password");
  mkdirSync(data, { recursive: true });
  writeFileSync(passwordFile, credentials.password);
  for (const place of [folder, data, passwordFile]) chownSync(place, nobody, nobody);

  await run("setpriv", [
    ...withoutRoot,
    ...["--", program("initdb"), "--pgdata", data, "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"],
    ...["--username", credentials.user, "--pwfile", passwordFile, "--auth=scram-sha-256"],
  ]);

  const server = { ...credentials, port: await freePort(), socketFolder: folder };
  return [server, await runPostgres(server, tuning)];
}

/** Starts a server on the data that one before it has left. */
export async function runPostgres(
  server: PostgresServer,
  tuning: Readonly<Record<string, string>> = fastest,
): Promise<Service> {
  const folder = server.socketFolder;
  const settings = {
    listen_addresses: "127.0.0.1",
    port: server.port,
    unix_socket_directories: folder,
    max_connections: 300,
    ...tuning,
  };
  return startService({
    name: "PostgreSQL",
    command: [
      program("postgres"),
      ...["-D", path.join(folder, "data")],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    unprivileged: true,
    logFile: path.join(folder, "postgres.log"),
    // Unlike SIGKILL, this lets it free its shared memory.
    stopSignal: "SIGQUIT",
    ready: () => answers(server),
  });
}

/** The newest installed version's program. */
function program(name: string): string {
  const versions = globSync(`/usr/lib/postgresql/*/bin/${name}`);
  const newest = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  if (newest === undefined)
    throw new Error(`no ${name} in /usr/lib/postgresql: install the package postgresql`);
  return newest;
}

async function answers({ port, user, password }: PostgresServer): Promise<boolean> {
  const client = new Client({ host: "127.0.0.1", port, user, password, database: "postgres" });
  await client.connect();
  await client.end();
  return true;
}
