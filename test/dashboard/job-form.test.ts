import { describe, expect, it } from "vitest";
import { emptyForm, formOf, readForm } from "../../dashboard/src/lib/job-form.ts";
import type { JobDetail } from "../../src/server/schemas/job.ts";

describe("readForm", () => {
  it("says nothing of what was left empty", () => {
    expect(readForm({ ...emptyForm, command: "python main.py 'a b'" })).toEqual({
      spec: { command: ["python", "main.py", "a b"] },
      errors: {},
    });
  });

  it("reads all that is there", () => {
    const form = {
      ...emptyForm,
      image: " busybox ",
      name: "report",
      priority: 80,
      when: "in" as const,
      in: "2h",
      timeout: "90s",
      memory: 64,
      cpus: 0.5,
      env: "A=1\n\n# no\nB=x=y z\r\n",
      networks: "front, back",
      retryOnExit: 2,
    };
    expect(readForm(form)).toEqual({
      spec: {
        image: "busybox",
        name: "report",
        priority: 80,
        delay: 7_200_000,
        timeout: 90,
        memory: 64,
        cpus: 0.5,
        env: { A: "1", B: "x=y z" },
        networks: [{ name: "front" }, { name: "back" }],
        retry: { onExit: 2 },
      },
      errors: {},
    });
  });

  it.each([
    ["command", { command: "" }, "needs an image or a command"],
    ["command", { command: "echo 'open" }, "has a quote that is not closed"],
    ["image", { image: "a b" }, "may not hold white space"],
    ["priority", { command: "x", priority: 101 }, "must be from 0 to 100"],
    ["memory", { command: "x", memory: 1 }, "must be from 6 to 2147483647"],
    ["in", { command: "x", when: "in" as const, in: "soon" }, "must be a duration, such as 90s, 10m or 2h"],
    ["at", { command: "x", when: "at" as const, at: "" }, "must be a day and a time"],
    ["env", { command: "x", env: "A=1\nB" }, "line 2 must be KEY=value"],
    ["timeout", { command: "x", timeout: "an hour" }, "must be a duration, such as 90s, 10m or 2h"],
    ["retryOnExit", { command: "x", retryOnExit: -1 }, "must be from 0 to 1000"],
  ])("says at %s what is wrong", (field, typed, message) => {
    expect(readForm({ ...emptyForm, ...typed }).errors).toEqual({ [field]: message });
  });
});

describe("formOf", () => {
  it("describes the same job again", () => {
    const job = {
      image: "busybox",
      command: ["sh", "-c", "echo 'a'"],
      name: "n",
      priority: 20,
      maxRetries: 2,
      host: "h",
      spec: {
        environment: { A: "1", SECRET: null },
        description: "",
        memoryMb: 32,
        cpus: 2,
        timeoutSeconds: 60,
        networks: [{ name: "front", aliases: [] }],
        workdir: "/srv",
        template: "t",
        retryStrategy: "aggressive",
        retryOnExit: 0,
      },
    } as unknown as JobDetail;
    expect(readForm(formOf(job))).toEqual({
      spec: {
        image: "busybox",
        command: ["sh", "-c", "echo 'a'"],
        name: "n",
        priority: 20,
        maxRetries: 2,
        retryStrategy: "aggressive",
        host: "h",
        env: { A: "1", SECRET: "" },
        memory: 32,
        cpus: 2,
        timeout: 60,
        networks: [{ name: "front" }],
        workdir: "/srv",
        template: "t",
      },
      errors: {},
    });
  });
});
