/** The least that running a container takes: five calls to the engine, one after the other. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "undici";
import { containerName, createBody } from "../../src/executors/docker/container.ts";
import type { LaunchSpec } from "../../src/executors/executor.ts";
import type { DockerServer } from "../../test/support/servers/docker.ts";
import { type Contender, loopOf } from "./contender.ts";

const command = ["true"];

/**
 * Creates a container, starts it, waits for its end, reads its output and removes it.
 *
 * @param settings of the container: those that Longshore sends, or none, which is the engine's defaults
 */
export function bareLoop(
  name: string,
  concurrency: number,
  { socket: socketPath, image }: DockerServer,
  settings: "Longshore's" | "the engine's",
): Contender {
  const agent = new Agent({ connect: { socketPath } });
  const call = async (method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
    const answer = await request(`http://engine${path}`, {
      dispatcher: agent,
      method,
      headersTimeout: 0,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text;
  };
  const create = async () => {
    const spec = specOf(image);
    return settings === "Longshore's"
      ? call("POST", `/containers/create?name=${containerName(spec)}`, createBody(spec))
      : call("POST", "/containers/create", { Image: image, Cmd: command });
  };
  const runOne = async () => {
    const { Id } = JSON.parse(await create());
    await call("POST", `/containers/${Id}/start`);
    await call("POST", `/containers/${Id}/wait`);
    await call("GET", `/containers/${Id}/logs?stdout=1&stderr=1`);
    await call("DELETE", `/containers/${Id}?v=1`);
  };
  return loopOf(name, concurrency, runOne, () => agent.close());
}

/** As the worker makes it of a job that names its image and command alone. */
function specOf(image: string): LaunchSpec {
  return {
    ...{ installation: "bench", jobId: randomUUID(), attempt: 1, image, command },
    ...{ environment: {}, workingDirectory: "", memoryMb: null, cpus: null, networks: [] },
  };
}
