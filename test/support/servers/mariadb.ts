/** A MariaDB server of our own, on a Unix socket and on TCP, set up as Debian's is. */
import { execFile } from "node:child_process";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { freePort, nobody, type Service, startService, withoutRoot } from "./service.ts";

export interface MariadbServer {
  readonly port: number;
  readonly socket: string;
  readonly user: string;
  readonly password: string;
}

const run = promisify(execFile);
const credentials = { user: "longshore", password: "shore-long" };

/** For data that need not survive a crash of the machine. */
const fastest: readonly string[] = ["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"];

export async function startMariadb(
  folder: string,
  tuning: readonly string[] = fastest,
): Promise<[MariadbServer, Service]> {
  const data = path.join(folder, "data");
  const temporary = path.join(folder, "temporary");
  const initFile = path.join(folder, "init.sql");
  for (const place of [data, temporary]) mkdirSync(place, { recursive: true });
  writeFileSync(
    initFile,
    `GRANT ALL ON *.* TO ${credentials.user}@'%' IDENTIFIED BY '${credentials.password}' WITH GRANT OPTION;\n`,
  );
  for (const place of [folder, data, temporary]) chownSync(place, nobody, nobody);

  await run("setpriv", [
    ...withoutRoot,
    ...["--", "mariadb-install-db", "--no-defaults", `--datadir=${data}`, `--tmpdir=${temporary}`],
    "--skip-test-db",
    ...["--auth-root-authentication-method=normal", "--skip-name-resolve"],
  ]);

  const server = { ...credentials, port: await freePort(), socket: path.join(folder, "mariadb.sock") };
  return [server, await runMariadb(server, tuning)];
}

/** Starts a server on the data that one before it has left. */
export async function runMariadb(
  server: MariadbServer,
  tuning: readonly string[] = fastest,
): Promise<Service> {
  const folder = path.dirname(server.socket);
  return startService({
    name: "MariaDB",
    command: [
      "mariadbd",
      "--no-defaults",
      `--datadir=${path.join(folder, "data")}`,
      // A server that starts removes the temporary tables of all whose folder it shares.
      `--tmpdir=${path.join(folder, "temporary")}`,
      `--socket=${server.socket}`,
      `--pid-file=${path.join(folder, "mariadb.pid")}`,
      `--port=${server.port}`,
      "--bind-address=127.0.0.1",
      `--init-file=${path.join(folder, "init.sql")}`,
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_general_ci",
      "--max-connections=300",
      "--skip-name-resolve",
      ...tuning,
    ],
    unprivileged: true,
    logFile: path.join(folder, "mariadb.log"),
    stopSignal: "SIGKILL",
    ready: () => answers(server),
  });
}

async function answers({ port, user, password }: MariadbServer): Promise<boolean> {
  const connection = await createConnection({ host: "127.0.0.1", port, user, password });
  await connection.end();
  return true;
}
