/** Starts the private servers once for all tests of the project `servers`, and stops them at the end. */
import { chmodSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { isStale, makeDataFolder, removeFolder, removeStaleFolders } from "../folder.ts";
import { type DockerServer, removeCgroups, startDocker } from "./docker.ts";
import { type MariadbServer, startMariadb } from "./mariadb.ts";
import { installMissingPackages } from "./packages.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import type { Service } from "./service.ts";

export interface Servers {
  readonly postgres: PostgresServer;
  readonly mariadb: MariadbServer;
  readonly docker: DockerServer;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  installMissingPackages();
  removeStaleFolders();
  removeCgroups(isStale);

  const folder = makeDataFolder();
  // The database servers run as another user.
  chmodSync(folder, 0o711);
  const services: Service[] = [];
  // Interrupted, Vitest exits without the teardown below. Killed, it leaves the folder to the next run.
  process.once("exit", () => {
    for (const service of services) service.kill();
    removeFolder(folder);
  });
  const started = async <S>(starting: Promise<[S, Service]>): Promise<S> => {
    const [server, service] = await starting;
    services.push(service);
    return server;
  };
  const [postgres, mariadb, docker] = await Promise.all([
    started(startPostgres(path.join(folder, "postgres"))),
    started(startMariadb(path.join(folder, "mariadb"))),
    started(startDocker(path.join(folder, "docker"))),
  ]);
  project.provide("servers", { postgres, mariadb, docker });

  return async () => {
    await Promise.all(services.map((service) => service.stop()));
    removeFolder(folder);
  };
}
