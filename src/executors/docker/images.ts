import { unlessAborted } from "../time.ts";
import { type Engine, EngineError } from "./engine.ts";
import { pullFailure } from "./pull-failures.ts";
import { createPullProgress, type PullLine } from "./pull-progress.ts";
import { credentialHeaders } from "./registry-credentials.ts";

/** When an image is fetched from its registry: never, where the engine has none, or before each launch. */
export type PullPolicy = "missing" | "always" | "never";

export interface PullOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is told now and then, in a sentence, how far the pull is. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface Images {
  readonly policy: PullPolicy;
  /**
   * Fetches the image. Of all who ask for one image at a time, one does; it is given up when none of them
   * waits for it any more.
   *
   * @throws {LaunchError} image_…: see pull-failures.ts
   */
  pull(reference: string, options?: PullOptions): Promise<void>;
  /** Gives up the pulls that are under way. */
  close(): void;
}

interface Pull {
  readonly done: Promise<void>;
  readonly waiting: Set<PullOptions>;
  readonly giveUp: AbortController;
}

export function createImages(engine: Engine, policy: PullPolicy, timeoutMs: number): Images {
  const pulls = new Map<string, Pull>();

  const begin = (reference: string): Pull => {
    const giveUp = new AbortController();
    const waiting = new Set<PullOptions>();
    const tell = (text: string) => {
      for (const { onProgress } of waiting) onProgress?.(text);
    };
    // Not a caller's signal: one job's end must not take the image from the others.
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(timeoutMs)]);
    const done = pullImage(engine, reference, tell, signal);
    const pull = { done, waiting, giveUp };
    const forget = () => pulls.get(reference) === pull && pulls.delete(reference);
    done.then(forget, forget);
    pulls.set(reference, pull);
    return pull;
  };

  return {
    policy,

    async pull(reference, options = {}) {
      const pull = pulls.get(reference) ?? begin(reference);
      pull.waiting.add(options);
      try {
        await unlessAborted(pull.done, options.signal);
      } finally {
        pull.waiting.delete(options);
        if (pull.waiting.size === 0) {
          // Whoever wants it from now on begins anew.
          if (pulls.get(reference) === pull) pulls.delete(reference);
          pull.giveUp.abort();
        }
      }
    },

    close() {
      for (const { giveUp } of pulls.values()) giveUp.abort();
    },
  };
}

async function pullImage(
  engine: Engine,
  reference: string,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const progress = createPullProgress(reference, tell);
  try {
    const query = { fromImage: withTag(reference) };
    const headers = await credentialHeaders(reference);
    for await (const line of linesOf(engine.stream("POST", "/images/create", { query, headers, signal }))) {
      // The answer's status was 200 before the pull began.
      if (line.error !== undefined) throw new EngineError(engine.host, 500, line.error);
      progress.take(line);
    }
    progress.end();
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
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<PullLine> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
  }
  if (rest.trim() !== "") yield JSON.parse(rest);
}
