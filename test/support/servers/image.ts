/** A busybox image made on the spot: no registry is needed. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { callEngine } from "./engine-api.ts";

export const image = "busybox:longshore";
/** Names that documents and examples use for the same image. */
const otherTags = ["latest", "1.36"];

/** Makes the image's files in `folder` and imports them. */
export async function importImage(socket: string, folder: string): Promise<void> {
  for (const name of ["bin", "etc", "root", "tmp"]) mkdirSync(path.join(folder, name), { recursive: true });
  chmodSync(path.join(folder, "tmp"), 0o1777);
  writeFileSync(
    path.join(folder, "etc/passwd"),
    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n",
  );
  writeFileSync(path.join(folder, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
  copyFileSync("/bin/busybox", path.join(folder, "bin/busybox"));
  const applets = execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const applet of applets.filter((name) => name !== "busybox")) {
    symlinkSync("busybox", path.join(folder, "bin", applet));
  }

  const tar = spawn("tar", ["-c", "--owner=0", "--group=0", "-C", folder, "."]);
  const changes = encodeURIComponent('CMD ["sh"]');
  await callEngine(
    socket,
    "POST",
    `/images/create?fromSrc=-&repo=busybox&tag=longshore&changes=${changes}`,
    tar.stdout,
  );
  for (const tag of otherTags)
    await callEngine(socket, "POST", `/images/${image}/tag?repo=busybox&tag=${tag}`);
}
