/** Requests that are no requests, and texts that are no texts. */
import { describe, expect, it } from "vitest";
import { operateToken, ServerBench } from "./bench.ts";

const bench = new ServerBench("sqlite");

async function send(payload: string, contentType = "application/json") {
  const answer = await bench.server.inject({
    method: "POST",
    url: "/api/v1/jobs",
    headers: { authorization: `Bearer ${operateToken}`, "content-type": contentType },
    payload,
  });
  return { status: answer.statusCode, type: answer.headers["content-type"], body: answer.json() };
}

describe("a request", () => {
  const json = "application/json";
  it.each([
    ["a part of one", "{", json, 400, "REQUEST_REFUSED"],
    ["nothing", "", json, 400, "REQUEST_REFUSED"],
    ["a prototype", '{"__proto__": {"command": ["true"]}}', json, 400, "REQUEST_REFUSED"],
    ["a form", "command=true", "application/x-www-form-urlencoded", 415, "REQUEST_REFUSED"],
    ["null", "null", json, 400, "INVALID_INPUT"],
    ["a list", "[]", json, 400, "INVALID_INPUT"],
    ["no command", "{}", json, 400, "INVALID_INPUT"],
    ["too much", `{"name": "${"x".repeat(5 * 2 ** 20)}"}`, json, 413, "REQUEST_TOO_LARGE"],
  ])("that is %s is refused", async (_, payload, contentType, status, code) => {
    const answer = await send(payload, contentType);
    expect(answer.type).toContain("application/problem+json");
    expect(answer).toMatchObject({ status, body: { status, code, type: `urn:longshore:error:${code}` } });
  });

  it("may look at the head of a page, but not of what never ends", async () => {
    expect((await bench.ask("HEAD /jobs")).status).toBe(200);
    expect((await bench.ask("HEAD /events")).status).toBe(404);
  });
});

describe("a job's texts", () => {
  const hostile = '<img src=x onerror=alert(1)>\x1b[2J\x1b]0;owned\x07\u202e"; --';

  it("come back as they are, as JSON that no browser takes for a page", async () => {
    const { id } = (await send(JSON.stringify({ command: [hostile], name: hostile, env: { A: "secret" } })))
      .body;
    const answer = await bench.ask(`GET /jobs/${id}`);
    expect(answer.body).toMatchObject({ name: hostile, command: [hostile] });
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    // Nothing in it that a terminal would obey.
    expect(answer.text).not.toContain("\x1b");
  });

  it("do no harm where a problem repeats them", async () => {
    const answer = await send(JSON.stringify({ image: hostile, command: [] }));
    expect(answer.status).toBe(400);
    const missing = await bench.server.inject({ url: `/api/v1/${encodeURIComponent(hostile)}` });
    expect(missing.statusCode).toBe(404);
    for (const part of ["\x1b", "<img"]) expect(missing.body).not.toContain(part);
  });
});
