/** The Debian packages that the server tests need: installs those that are missing. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Each package with a file that tells that it, or another package that serves as well, is there. */
const packages: Record<string, () => boolean> = {
  postgresql: () => globSync("/usr/lib/postgresql/*/bin/postgres").length > 0,
  "mariadb-server-core": () => onPath("mariadbd"),
  "mariadb-client-core": () => onPath("mariadb"),
  "docker.io": () => onPath("dockerd"),
  // The package `busybox` has the same program, but needs libraries that an image would have to bring.
  "busybox-static": () => existsSync("/usr/share/doc/busybox-static"),
  pgbouncer: () => onPath("pgbouncer"),
  openssl: () => onPath("openssl"),
  chromium: () => onPath("chromium"),
  "python3-django": () => existsSync("/usr/lib/python3/dist-packages/django"),
  "python3-mysqldb": () => existsSync("/usr/lib/python3/dist-packages/MySQLdb"),
  "python3-psycopg2": () => existsSync("/usr/lib/python3/dist-packages/psycopg2"),
};

/**
 * @param more packages that the caller needs besides
 * @throws Error saying what to install, where this process cannot do so itself.
 */
export function installMissingPackages(more: Readonly<Record<string, () => boolean>> = {}): void {
  if (process.getuid?.() !== 0) {
    throw new Error(
      "The server tests start a PostgreSQL, a MariaDB and a Docker engine of their own, which takes root: " +
        'run "sudo npm test", or "npm run test:quick" for the tests that need no server.',
    );
  }
  const wanted = { ...packages, ...more };
  const missing = Object.keys(wanted).filter((name) => !wanted[name]?.());
  if (missing.length === 0) return;
  const list = missing.join(" ");
  if (!onPath("apt-get")) {
    throw new Error(
      `The server tests need what Debian packages as ${list}: install it, ` +
        'or run "npm run test:quick" for the tests that need no server.',
    );
  }
  console.log(`Installing for the server tests: ${list}`);
  withoutStartingServices(() => {
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...missing);
  });
}

function apt(...args: string[]): void {
  const options = ["-qq", "-o", "DPkg::Lock::Timeout=300"];
  const { status, stdout, stderr } = spawnSync("apt-get", [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    encoding: "utf8",
  });
  if (status !== 0) {
    throw new Error(
      `"apt-get ${args.join(" ")}" failed. Install the packages in another way, ` +
        `or run "npm run test:quick" for the tests that need no server.\n${stdout}${stderr}`,
    );
  }
}

/** Keeps a fresh package from starting its service: the tests start servers of their own. */
function withoutStartingServices(install: () => void): void {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) {
    install();
    return;
  }
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy);
  }
}

function onPath(program: string): boolean {
  const folders = `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`.split(":");
  return folders.some((folder) => existsSync(path.join(folder, program)));
}
