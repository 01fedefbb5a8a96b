import type { Engine } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";

export type ImageDigests = (container: ContainerInspect) => Promise<string>;

/**
 * Tells what a container's image really was, whatever its tag says by now: the digest under which its
 * registry has it, or the engine's own where it came from none. An image's never changes, so it is asked once.
 */
export function createImageDigests(engine: Engine): ImageDigests {
  const known = new Map<string, Promise<string>>();
  return ({ Image }) => {
    const digest = known.get(Image) ?? askFor(engine, Image);
    known.set(Image, digest);
    // That it cannot be told is no reason to fail a job that runs.
    return digest.catch(() => {
      known.delete(Image);
      return Image;
    });
  };
}

async function askFor(engine: Engine, id: string): Promise<string> {
  interface Image {
    readonly RepoDigests: readonly string[] | null;
  }
  const { RepoDigests } = await engine.call<Image>("GET", `/images/${id}/json`);
  return RepoDigests?.[0]?.split("@")[1] ?? id;
}
