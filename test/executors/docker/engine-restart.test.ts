import { describe, expect, it } from "vitest";
import { type Engine, EngineError } from "../../../src/executors/docker/engine.ts";
import { endedByRestart } from "../../../src/executors/docker/engine-restart.ts";
import type { ContainerInspect } from "../../../src/executors/docker/engine-types.ts";

const ended = new Date("2026-03-01T12:00:00Z");
const before = "2026-03-01T11:00:00.123456789Z";
const after = "2026-03-01T12:00:05.123456789Z";

/** Of an engine's answers, those that are asked for here. */
function engine(bridge: string | EngineError, LiveRestoreEnabled = false): Engine {
  const call = async (_: string, path: string) => {
    if (path === "/info") return { LiveRestoreEnabled };
    if (bridge instanceof EngineError) throw bridge;
    return { Created: bridge };
  };
  return { call } as unknown as Engine;
}

const judge = (answers: Engine, exitCode: number, StopSignal = "") =>
  endedByRestart(answers, { Config: { StopSignal } } as ContainerInspect, { exitCode, finishedAt: ended });

describe("a container was ended by its engine's restart", () => {
  it.each([
    ["killed", 137, ""],
    ["stopped", 143, ""],
    ["stopped as its image wishes", 130, "SIGINT"],
    ["stopped as its image wishes, without SIG", 131, "QUIT"],
    ["stopped as its image wishes, by number", 138, "10"],
    ["lost", 255, ""],
  ])("where it was %s, and the engine came back empty", async (_, exitCode, stopSignal) => {
    expect(await judge(engine(after), exitCode, stopSignal)).toBe(true);
    expect(await judge(engine(before), exitCode, stopSignal)).toBe(false);
  });

  it.each([0, 1, 7, 139, 254])("not where it ended by itself, with %i", async (exitCode) => {
    expect(await judge(engine(after), exitCode)).toBe(false);
  });

  it("not by an engine that leaves containers alone, unless it lost it", async () => {
    expect(await judge(engine(after, true), 137)).toBe(false);
    expect(await judge(engine(after, true), 255)).toBe(true);
  });

  it("not where nothing tells of it, and not before the engine answers", async () => {
    expect(await judge(engine(new EngineError("here", 404, "no such network")), 137)).toBe(false);
    expect(await judge(engine(new EngineError("here", 403, "forbidden")), 137)).toBe(false);
    await expect(judge(engine(new EngineError("here", 503, "starting")), 137)).rejects.toThrow("starting");
  });
});
