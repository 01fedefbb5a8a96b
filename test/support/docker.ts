/** The private Docker engine of the server tests. */
import { inject } from "vitest";
import type { DockerServer } from "./servers/docker.ts";

/** The engine's socket, the same as a URL, and an image that is there. Only in `*.servers.test.ts`. */
export async function dockerEngine(): Promise<DockerServer> {
  return inject("servers").docker;
}
