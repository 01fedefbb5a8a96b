import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type NamedStatement, PreparedStatements } from "../../src/database/engines/prepared-statements.ts";

describe("the statements that a connection has prepared", () => {
  afterEach(() => void vi.useRealTimers());

  const sent: (NamedStatement | string)[] = [];
  let answer: () => Promise<unknown>;
  let statements: PreparedStatements;
  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = 0;
    answer = async () => "answer";
    statements = new PreparedStatements((statement) => {
      sent.push(statement);
      return answer() as Promise<never>;
    });
  });
  const run = (text: string) => statements.run(text, [1]);
  const names = () => sent.map((each) => (typeof each === "string" ? each : each.name));

  it("have one name while their plans are fresh, and are forgotten before they are planned again", async () => {
    expect(await run("select 1")).toBe("answer");
    vi.advanceTimersByTime(4_999);
    await run("select 1");
    vi.advanceTimersByTime(2);
    await run("select 1");
    expect(names()).toEqual(["longshore_1", "longshore_1", "deallocate longshore_1", "longshore_2"]);
    expect(sent[0]).toEqual({ name: "longshore_1", text: "select 1", values: [1] });
  });

  it("are planned again after an error, and not remembered where they could not be planned", async () => {
    answer = async () => Promise.reject(new Error("no such table"));
    await expect(run("select a")).rejects.toThrow("no such table");
    answer = async () => "answer";
    await run("select a");
    answer = async () => Promise.reject(new Error("cached plan must not change result type"));
    await expect(run("select a")).rejects.toThrow("cached plan");
    answer = async () => "answer";
    await run("select a");
    expect(names()).toEqual([
      "longshore_1",
      "longshore_2",
      "longshore_2",
      "deallocate longshore_2",
      "longshore_3",
    ]);
  });

  it("may be forgotten by the session", async () => {
    await run("select 1");
    answer = async () => Promise.reject(Object.assign(new Error("does not exist"), { code: "26000" }));
    await expect(run("select 1")).rejects.toThrow("does not exist");
    answer = async () => "answer";
    await run("select 1");
    expect(names()).toEqual(["longshore_1", "longshore_1", "longshore_2"]);
  });

  it("are fifty at most: others run without a name until one has had its time", async () => {
    for (let n = 0; n < 51; n += 1) await run(`select ${n}`);
    expect(sent.at(-1)).toBe("select 50");
    vi.advanceTimersByTime(5_001);
    await run("select 50");
    expect(names().slice(-2)).toEqual(["deallocate longshore_1", "longshore_51"]);
  });
});
