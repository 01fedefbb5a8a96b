/** A job's attempt as a container: its name, and what the engine is told to make. */

import { createHash } from "node:crypto";
import { LaunchError, type LaunchSpec } from "../executor.ts";
import { executionName } from "../launch-spec.ts";
import type { Security } from "./host-policy.ts";
import { type ExecutionKey, labels, labelsOf } from "./labels.ts";

/**
 * The same each time: it is the name that keeps an attempt from having two containers, whatever is
 * lost between us and the engine.
 */
export function containerName(key: ExecutionKey): string {
  return `longshore-${key.installation.slice(0, 8)}-${executionName(key)}`;
}

/** Linux takes no argument and no variable of so many bytes; the engine would call that exit code 1. */
const longestText = 128 * 1024;

const megabyte = 1024 * 1024;

/** The most processes and threads a container may have, where its host says nothing else. */
const pidsLimit = 4096;

/** MB that a container's log may take on the host's disk, where its host says nothing else. */
const logSize = 1024;

/**
 * `local` keeps bytes as they are, where `json-file` puts U+FFFD for what is not UTF-8, also for a
 * character that lies across the 16 KiB at which the engine splits long lines. Docker 20.10 loses lines
 * for those who follow a log while it rotates, so there are two large files: up to the size of the first
 * the output is whole.
 */
function logConfig(size = logSize): object {
  const Config = { "max-size": `${Math.floor(size / 2)}m`, "max-file": "2", compress: "false" };
  return { Type: "local", Config };
}

/**
 * The body of a create request.
 *
 * @throws {LaunchError} image_missing, network_denied, command_too_long: permanent
 */
export function createBody(spec: LaunchSpec, security: Security = {}): object {
  refuseImpossible(spec, security);
  const memory = (spec.memoryMb ?? 0) * megabyte; // 0 is no limit.
  const [network] = spec.networks;
  return {
    Image: spec.image,
    ...(spec.command.length > 0 && { Cmd: spec.command }),
    Env: variablesOf(spec),
    ...(security.user !== undefined && { User: security.user }),
    ...(spec.workingDirectory !== "" && { WorkingDir: spec.workingDirectory }),
    Labels: { ...labelsOf(spec), [labels.spec]: hashOf(spec) },
    HostConfig: {
      // Reaps orphans and hands TERM on: as process 1, many programs would ignore it.
      Init: true,
      CapDrop: ["ALL"],
      CapAdd: security.capabilities ?? [],
      SecurityOpt: security.newPrivileges ? [] : ["no-new-privileges"],
      PidsLimit: security.pidsLimit ?? pidsLimit,
      Memory: memory,
      // Both together, so that without more there is no swap.
      MemorySwap: memory === 0 ? 0 : memory + (security.swap ?? 0) * megabyte,
      NanoCpus: Math.round((spec.cpus ?? 0) * 1e9),
      LogConfig: logConfig(security.logSize),
      RestartPolicy: { Name: "no" },
      ...(security.readOnlyRoot && { ReadonlyRootfs: true, Tmpfs: { "/tmp": "" } }),
      ...(network !== undefined && { NetworkMode: network.name }),
    },
    // Before API 1.44 a container is made with one network at most; start.ts connects the others.
    ...(network !== undefined && {
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: network.aliases } } },
    }),
  };
}

function refuseImpossible(spec: LaunchSpec, { hostNetwork = false }: Security): void {
  if (spec.image === "") throw new LaunchError("image_missing", "the job names no image");
  const denied = spec.networks.find(
    ({ name }) => (name === "host" && !hostNetwork) || name.startsWith("container:"),
  );
  if (denied !== undefined) {
    const message = `the network "${denied.name}" is not isolated from its host or another container`;
    throw new LaunchError("network_denied", message);
  }
  if ([...spec.command, ...variablesOf(spec)].some((text) => Buffer.byteLength(text) >= longestText)) {
    const message = `an argument or a variable of the environment has ${longestText} bytes or more`;
    throw new LaunchError("command_too_long", message);
  }
}

function variablesOf({ environment }: LaunchSpec): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

/**
 * Tells people and the reconciler whether two containers are of the same spec. Labels end up in
 * metrics and logs, so what is in the environment's values, secrets, has no part in it.
 */
function hashOf({
  image,
  command,
  environment,
  workingDirectory,
  memoryMb,
  cpus,
  networks,
}: LaunchSpec): string {
  const names = Object.keys(environment).sort();
  const spec = [image, command, names, workingDirectory, memoryMb, cpus, networks];
  return createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 16);
}
