/** Installs the peers and the server that one of them needs, where they are missing. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { installMissingPackages } from "../../test/support/servers/packages.ts";

const folder = path.join(import.meta.dirname, "../peers");

export function installPeers(): void {
  installMissingPackages({ "redis-server": () => existsSync("/usr/bin/redis-server") });
  if (existsSync(path.join(folder, "node_modules"))) return;
  execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
}
