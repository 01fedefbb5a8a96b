import { unlessAborted } from "../time.ts";
import { type Engine, EngineError } from "./engine.ts";
import { pullFailure } from "./pull-failures.ts";
import { credentialHeaders } from "./registry-credentials.ts";

/** When an image is fetched from its registry: never, where the engine has none, or before each launch. */
export type PullPolicy = "missing" | "always" | "never";

export interface Images {
  readonly policy: PullPolicy;
  /**
   * Fetches the image. Of all who ask for one image at a time, one does.
   *
   * @throws {LaunchError} image_…: see pull-failures.ts
   */
  pull(reference: string, signal?: AbortSignal): Promise<void>;
  /** Gives up the pulls that are under way. */
  close(): void;
}

export function createImages(engine: Engine, policy: PullPolicy, timeoutMs: number): Images {
  const pulls = new Map<string, Promise<void>>();
  const closed = new AbortController();

  return {
    policy,

    pull(reference, signal) {
      let pull = pulls.get(reference);
      if (pull === undefined) {
        // Not the caller's signal: one job's end must not take the image from the others.
        const limit = AbortSignal.any([closed.signal, AbortSignal.timeout(timeoutMs)]);
        pull = pullImage(engine, reference, limit).finally(() => pulls.delete(reference));
        pulls.set(reference, pull);
      }
      return unlessAborted(pull, signal);
    },

    close: () => closed.abort(),
  };
}

async function pullImage(engine: Engine, reference: string, signal: AbortSignal): Promise<void> {
  try {
    const query = { fromImage: withTag(reference) };
    const headers = await credentialHeaders(reference);
    const answer = engine.stream("POST", "/images/create", { query, headers, signal });
    for await (const { error } of linesOf(answer)) {
      // The answer's status was 200 before the pull began.
      if (error !== undefined) throw new EngineError(engine.host, 500, error);
    }
  } catch (error) {
    throw pullFailure(reference, error);
  }
}

/** Without a tag, the engine would fetch every image of the repository. */
export function withTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  return /[:@]/.test(name) ? reference : `${reference}:latest`;
}

/** JSON values, one a line. */
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<{ readonly error?: string }> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
  }
  if (rest.trim() !== "") yield JSON.parse(rest);
}
