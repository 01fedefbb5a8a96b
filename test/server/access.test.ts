/** Who may do what: nobody without a token, readers no changes, no other site anything. */
import { describe, expect, it } from "vitest";
import { FailureLimit } from "../../src/server/auth/failure-limit.ts";
import { openSession, sealSession, sessionLifetime } from "../../src/server/auth/sessions.ts";
import { hashToken } from "../../src/server/auth/tokens.ts";
import { createServer } from "../../src/server/create-server.ts";
import { keys, operateToken, readToken, ServerBench } from "./bench.ts";
import { documentOf, routesOf } from "./routes.ts";

const bench = new ServerBench("sqlite");
const asNobody = { authorization: undefined };
const asReader = { authorization: `Bearer ${readToken}` };

/** Routes that anybody may ask. */
const open = ["GET /livez", "GET /readyz", "POST /api/v1/session"];

async function routes() {
  const all = routesOf(await documentOf(bench.server));
  expect(all.length).toBeGreaterThan(20);
  return all.map(({ method, path, template }) => ({
    name: `${method} ${template}`,
    request: `${method} ${path}`,
    method,
  }));
}

describe("every route of the document", () => {
  it("answers 401 without a token", async () => {
    for (const { name, request } of await routes()) {
      const { status, body } = await bench.ask(request, undefined, asNobody);
      if (open.includes(name)) expect([name, status]).not.toEqual([name, 401]);
      else expect([name, status, body.code]).toEqual([name, 401, "UNAUTHENTICATED"]);
    }
  });

  it("answers 403 to a token that may only read, where it changes anything", async () => {
    for (const { name, request, method } of await routes()) {
      if (method === "GET" || open.includes(name) || name === "DELETE /api/v1/session") continue;
      const { status, body } = await bench.ask(request, undefined, asReader);
      expect([name, status, body.code]).toEqual([name, 403, "FORBIDDEN"]);
    }
  });

  it("lets a token that may only read look", async () => {
    for (const path of ["/jobs", "/stats", "/workers", "/hosts", "/metrics", "/api/openapi.json"]) {
      expect((await bench.ask(`GET ${path}`, undefined, asReader)).status).toBe(200);
    }
    expect((await bench.ask("GET /session", undefined, asReader)).body).toMatchObject({
      role: "read",
      readOnly: true,
    });
  });

  it.each(["GET /api/openapi.json", "GET /api/json", "GET /api/yaml"])(
    "%s is closed as well",
    async (request) => {
      expect((await bench.ask(request, undefined, asNobody)).status).toBe(401);
    },
  );
});

describe("a session", () => {
  const logIn = async (token: string) => {
    const answer = await bench.ask("POST /session", { token }, asNobody);
    expect(answer.status).toBe(204);
    const [cookie = ""] = String(answer.headers["set-cookie"]).split(";");
    return { cookie, header: String(answer.headers["set-cookie"]) };
  };

  it("is a cookie that no script reads and no other site sends", async () => {
    const { header } = await logIn(operateToken);
    expect(header).toMatch(/; HttpOnly/);
    expect(header).toMatch(/; SameSite=Strict/);
    expect(header).not.toContain(operateToken);
  });

  it("may look, and change only with the page's own header", async () => {
    const { cookie } = await logIn(operateToken);
    const asPage = { ...asNobody, cookie };
    expect((await bench.ask("GET /session", undefined, asPage)).body.role).toBe("operate");
    const job = { command: ["true"] };
    expect((await bench.ask("POST /jobs", job, asPage)).status).toBe(403);
    expect((await bench.ask("POST /jobs", job, { ...asPage, "x-longshore-request": "1" })).status).toBe(201);
  });

  it("has the role of its token", async () => {
    const { cookie } = await logIn(readToken);
    const headers = { ...asNobody, cookie, "x-longshore-request": "1" };
    expect((await bench.ask("POST /jobs", { command: ["true"] }, headers)).status).toBe(403);
  });

  it("ends when one logs out", async () => {
    const { cookie } = await logIn(operateToken);
    const headers = { ...asNobody, cookie, "x-longshore-request": "1" };
    const out = await bench.ask("DELETE /session", undefined, headers);
    expect(out.status).toBe(204);
    expect(String(out.headers["set-cookie"])).toMatch(/^longshore_session_\d+=;/);
  });

  it("ends with time, with its token, and when anybody changes a letter of it", () => {
    const sealed = sealSession(keys, "read");
    expect(openSession(keys, sealed)).toBe("read");
    expect(openSession(keys, sealed, Date.now() + sessionLifetime)).toBeUndefined();
    expect(openSession({ operate: keys.operate }, sealed)).toBeUndefined();
    expect(openSession({ ...keys, read: hashToken("another") }, sealed)).toBeUndefined();
    expect(openSession(keys, sealed.replace("read", "operate"))).toBeUndefined();
    for (let place = 0; place < sealed.length; place += 1) {
      const letter = sealed[place] === "A" ? "B" : "A";
      // The last letter of 43 has two bits to spare.
      if (place === sealed.length - 1) continue;
      expect(openSession(keys, sealed.slice(0, place) + letter + sealed.slice(place + 1))).toBeUndefined();
    }
  });
});

describe("wrong tokens", () => {
  it("are refused, and after ten of them so is the right one for a while", async () => {
    const server = await createServer(bench.database, { keys, lease: 30_000 });
    const ask = async (token: string) =>
      server.inject({ url: "/api/v1/session", headers: { authorization: `Bearer ${token}` } });
    for (let n = 0; n < 10; n += 1) expect((await ask(`wrong-${n}`)).statusCode).toBe(401);
    const late = await ask(operateToken);
    expect(late.statusCode).toBe(429);
    expect(late.json().code).toBe("TOO_MANY_FAILURES");
    expect(Number(late.headers["retry-after"])).toBeGreaterThan(0);
    // Nobody can lock out those who are in.
    const cookie = `longshore_session_80=${sealSession(keys, "operate")}`;
    const inside = await server.inject({ url: "/api/v1/session", headers: { cookie, host: "localhost:80" } });
    expect(inside.statusCode).toBe(200);
    await server.close();
  });

  it("are forgotten after a minute, and of very many addresses the oldest", () => {
    const limit = new FailureLimit();
    for (let n = 0; n < 10; n += 1) limit.count("a", 0);
    expect(() => limit.check("a", 59_999)).toThrow("try again in 1 s");
    expect(() => limit.check("a", 60_000)).not.toThrow();
    for (let n = 0; n < 20_000; n += 1) limit.count(`address ${n}`, 1);
    expect(() => limit.check("a", 1)).not.toThrow();
  });

  it.each(["Basic eDp5", "Bearer", `Bearer ${operateToken}x`, `bearer  ${operateToken} x`])(
    "%s",
    async (authorization) => {
      expect((await bench.ask("GET /jobs", undefined, { authorization })).status).toBe(401);
    },
  );
});

describe("a server on a loopback address", () => {
  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7070", "[::1].evil"])(
    "does not answer to the name %j",
    async (host) => {
      const answer = await bench.ask("GET /livez", undefined, { host });
      expect([answer.status, answer.body.code]).toEqual([421, "WRONG_HOST"]);
    },
  );

  it.each(["localhost", "LOCALHOST:7070", "127.0.0.1:9", "127.0.1.1", "[::1]:7070"])(
    "answers to %s",
    async (host) => {
      expect((await bench.ask("GET /livez", undefined, { host })).status).toBe(200);
    },
  );
});

describe("every answer", () => {
  it("forbids scripts of others, frames, and guessing of types", async () => {
    for (const path of ["/", "/jobs/x", "/api/v1/jobs", "/api/v1/nothing"]) {
      const { headers } = await bench.server.inject({ url: path, headers: { host: "localhost" } });
      expect(headers["content-security-policy"]).toMatch(
        /default-src 'none';script-src 'self';style-src 'self';/,
      );
      expect(headers["content-security-policy"]).not.toContain("unsafe");
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it("is the page for whatever place in it a browser asks, and a problem elsewhere", async () => {
    const paths = { "/jobs/some": 200, "/api/v1/nothing": 404, "/api/nothing": 404, "/assets/gone.js": 404 };
    for (const [path, status] of Object.entries(paths)) {
      const answer = await bench.server.inject({ url: path, headers: { host: "localhost" } });
      expect([path, answer.statusCode]).toEqual([path, status]);
    }
  });
});
