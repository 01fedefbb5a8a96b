import type { ContainerInspect } from "./engine-types.ts";

/** Containers that are remembered; the oldest is forgotten first. */
const most = 1_000;

/**
 * Started containers of ours as they were last seen, so that the engine is not asked again for what does not
 * change: that they are ours, when they began, and of those that have ended, how. Nothing is lost with it.
 */
export class KnownContainers {
  readonly #byId = new Map<string, ContainerInspect>();

  get(id: string): ContainerInspect | undefined {
    return this.#byId.get(id);
  }

  note(container: ContainerInspect): void {
    this.#byId.delete(container.Id);
    this.#byId.set(container.Id, container);
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined && this.#byId.size > most) this.#byId.delete(oldest);
  }

  forget(id: string): void {
    this.#byId.delete(id);
  }
}
