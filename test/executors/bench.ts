/** Short ways to say what tests of executors say often. */
import { randomUUID } from "node:crypto";
import type { Executor, LaunchSpec, OutputChunk } from "../../src/executors/executor.ts";

export interface Bench {
  readonly executor: Executor;
  spec(command: string[], changes?: Partial<LaunchSpec>): LaunchSpec;
  shell(script: string, changes?: Partial<LaunchSpec>): LaunchSpec;
  /** Launches the script and returns its execution's id. */
  start(script: string, changes?: Partial<LaunchSpec>): Promise<string>;
}

export function createBench(executor: Executor, image: string, installation: string): Bench {
  const spec = (command: string[], changes: Partial<LaunchSpec> = {}): LaunchSpec => ({
    installation,
    jobId: randomUUID(),
    attempt: 1,
    image,
    command,
    environment: {},
    workingDirectory: "",
    memoryMb: null,
    cpus: null,
    networks: [],
    ...changes,
  });
  const shell = (script: string, changes?: Partial<LaunchSpec>) => spec(["sh", "-c", script], changes);
  return {
    executor,
    spec,
    shell,
    start: async (script, changes) => (await executor.launch(shell(script, changes))).id,
  };
}

/** All output of an execution, once it has ended. */
export async function outputOf(executor: Executor, id: string): Promise<{ stdout: Buffer; stderr: Buffer }> {
  return split(await chunksOf(executor, id, { follow: true }));
}

export async function chunksOf(
  executor: Executor,
  id: string,
  options?: Parameters<Executor["output"]>[1],
): Promise<OutputChunk[]> {
  const chunks: OutputChunk[] = [];
  for await (const chunk of executor.output(id, options)) chunks.push(chunk);
  return chunks;
}

export function split(chunks: readonly OutputChunk[]): { stdout: Buffer; stderr: Buffer } {
  const only = (wanted: OutputChunk["stream"]) =>
    Buffer.concat(chunks.filter(({ stream }) => stream === wanted).map(({ data }) => data));
  return { stdout: only("stdout"), stderr: only("stderr") };
}
