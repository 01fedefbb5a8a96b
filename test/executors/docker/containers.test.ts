import { describe, expect, test } from "vitest";
import { stateOf } from "../../../src/executors/docker/containers.ts";
import type { ContainerInspect } from "../../../src/executors/docker/engine-types.ts";

const never = "0001-01-01T00:00:00Z";
const started = "2026-01-02T03:04:05.000999999Z";
const finished = "2026-01-02T03:04:06.5Z";

function container(state: Partial<ContainerInspect["State"]>): ContainerInspect {
  return {
    Id: "0123",
    Image: "",
    Path: "true",
    State: {
      Status: "exited",
      OOMKilled: false,
      ExitCode: 0,
      Error: "",
      StartedAt: started,
      FinishedAt: finished,
      ...state,
    },
    HostConfig: { Memory: 0 },
    Config: { Labels: null, Env: null, WorkingDir: "" },
  };
}

describe("the state of a container", () => {
  test.each(["running", "paused", "restarting"] as const)("that is %s is running", (Status) => {
    expect(stateOf(container({ Status, FinishedAt: never }))).toEqual({
      kind: "running",
      startedAt: new Date(started),
    });
  });

  test.each(["exited", "dead", "removing"] as const)("that is %s has its exit code", (Status) => {
    expect(stateOf(container({ Status, ExitCode: 7, OOMKilled: true }))).toEqual({
      kind: "exited",
      exitCode: 7,
      outOfMemory: true,
      startedAt: new Date(started),
      finishedAt: new Date(finished),
    });
  });

  test.each(["created", "exited", "dead"] as const)(
    "that was never started, and is %s, is created",
    (Status) => {
      const state = { Status, ExitCode: 127, StartedAt: never, FinishedAt: never };
      expect(stateOf(container(state))).toEqual({ kind: "created" });
    },
  );

  test("does not end before it began, whatever the engine noted", () => {
    const state = stateOf(container({ FinishedAt: "2026-01-02T03:04:04.999Z" }));
    expect(state).toMatchObject({ startedAt: new Date(started), finishedAt: new Date(started) });
  });
});
