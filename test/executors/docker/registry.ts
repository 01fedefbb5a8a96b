/**
 * An image registry beside the engine, which reaches it as 127.0.0.1: a program of the machine's Node, in a
 * container that has the engine's own network and the machine's files. See registry-server.ts.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createDemultiplexer } from "../../../src/executors/docker/demultiplexer.ts";
import type { Engine } from "../../../src/executors/docker/engine.ts";
import { pause } from "../../../src/executors/time.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";

export interface Registry {
  /** What image references begin with; logins are tokens. */
  readonly address: string;
  /** The same where logins go along with each request. */
  readonly basicAddress: string;
  /** The digest of `hello`, and of `private`, which is the same image. */
  readonly digest: string;
  close(): Promise<void>;
}

const types = {
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  config: "application/vnd.docker.container.image.v1+json",
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
};
const program = fileURLToPath(new URL("registry-server.ts", import.meta.url));

/** @param login `user:password` of who may pull `private` */
export async function startRegistry(
  engine: Engine,
  image: string,
  login = "user:password",
): Promise<Registry> {
  const folder = makeFolder();
  const digest = writeImages(folder);
  const body = {
    Image: image,
    Cmd: ["chroot", "/host", process.execPath, program, folder, login],
    HostConfig: { NetworkMode: "host", Init: true, Binds: ["/:/host"] },
  };
  const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", { body });
  await engine.call("POST", `/containers/${Id}/start`);
  const [tokens, basic] = await portsOf(engine, Id);
  return {
    address: `127.0.0.1:${tokens}`,
    basicAddress: `127.0.0.1:${basic}`,
    digest,
    close: async () => {
      await engine.call("DELETE", `/containers/${Id}`, { query: { force: true, v: true } });
      removeFolder(folder);
    },
  };
}

async function portsOf(engine: Engine, id: string): Promise<string[]> {
  for (;;) {
    let output = "";
    const demultiplex = createDemultiplexer();
    const query = { stdout: true, stderr: true };
    for await (const bytes of engine.stream("GET", `/containers/${id}/logs`, { query })) {
      for (const { data } of demultiplex(bytes)) output += Buffer.from(data);
    }
    const ports = /ports (\d+) (\d+)/.exec(output)?.slice(1);
    if (ports) return ports;
    if (/Error/.test(output)) throw new Error(output);
    await pause(50);
  }
}

/** Writes the images' manifests and blobs; returns the digest of `hello`. */
function writeImages(folder: string): string {
  const root = path.join(folder, "root/bin");
  mkdirSync(root, { recursive: true });
  copyFileSync("/bin/busybox", path.join(root, "busybox"));
  chmodSync(path.join(root, "busybox"), 0o755);
  for (const name of ["sh", "echo"]) symlinkSync("busybox", path.join(root, name));
  const tar = execFileSync("tar", ["-c", "--owner=0", "--group=0", "-C", path.join(folder, "root"), "bin"], {
    maxBuffer: 100_000_000,
  });
  const writeBlob = (blob: Buffer) => {
    writeFileSync(path.join(folder, digestOf(blob).slice("sha256:".length)), blob);
    return { size: blob.length, digest: digestOf(blob) };
  };
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const writeImage = (names: string[], diffId: string, layer: { size: number; digest: string }) => {
    const rootfs = { type: "layers", diff_ids: [diffId] };
    const config = Buffer.from(
      JSON.stringify({ architecture, os: "linux", config: { Cmd: ["sh"] }, rootfs }),
    );
    const text = JSON.stringify({
      ...{ schemaVersion: 2, mediaType: types.manifest },
      config: { mediaType: types.config, ...writeBlob(config) },
      layers: [{ mediaType: types.layer, ...layer }],
    });
    for (const name of names) {
      writeFileSync(path.join(folder, `${name}.manifest`), text);
      writeFileSync(path.join(folder, `${name}.digest`), digestOf(text));
    }
    return digestOf(text);
  };
  writeImage(["slow"], digestOf(folder), { size: 10_000_000, digest: `sha256:${"0".repeat(64)}` });
  return writeImage(["hello", "private"], digestOf(tar), writeBlob(gzipSync(tar, { level: 1 })));
}

function digestOf(content: Buffer | string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
