/** How the server is started: where it listens, and who is told the token. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer as createListener } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Longshore } from "../../src/index.ts";
import { forgetToken, ownToken } from "../../src/server/auth/own-token.ts";
import { hashToken } from "../../src/server/auth/tokens.ts";
import { runCli, spawnCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const folder = makeFolder();
const env = {
  LONGSHORE_DATABASE_URL: `sqlite:${path.join(folder, "app.db")}`,
  LONGSHORE_STATE_DIRECTORY: path.join(folder, "state"),
  LONGSHORE_LOG_LEVEL: "warn",
};
afterAll(() => removeFolder(folder));

const getSession = (url: string, token: string) =>
  fetch(`${url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });

describe("longshore up", () => {
  it("migrates, works, serves, and shows the token once", async () => {
    const first = spawnCli(["up", "--listen", "127.0.0.1:0"], { env, cwd: folder });
    const [, url = "", token = ""] = await first.waitForLine(/^Longshore is at (http:\S+)\/#token=(\S+)$/);
    expect(await (await getSession(url, token)).json()).toMatchObject({ role: "operate" });
    const made = await fetch(`${url}/api/v1/jobs`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ command: ["sh", "-c", "echo made over HTTP"] }),
    });
    const { id } = (await made.json()) as { id: string };
    const log = await fetch(`${url}/api/v1/jobs/${id}/logs/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await log.text()).toMatch(/"text":"made over HTTP\\n"[\s\S]*event: end/);
    first.kill();
    expect((await first.ended).code).toBe(0);

    const second = spawnCli(["serve", "--listen", "127.0.0.1:0"], { env, cwd: folder });
    const [, again = ""] = await second.waitForLine(/^Longshore is at (http:\S+)$/);
    expect((await getSession(again, token)).status).toBe(200);
    second.kill();
    const { code, stdout, stderr } = await second.ended;
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(token);
    for (const name of readdirSync(env.LONGSHORE_STATE_DIRECTORY)) {
      const file = path.join(env.LONGSHORE_STATE_DIRECTORY, name);
      if (statSync(file).isFile()) expect(readFileSync(file, "utf8")).not.toContain(token);
    }
  });

  it.each([
    [["serve", "--listen", "0.0.0.0:0"], "0.0.0.0:0 can be reached from other machines: set LONGSHORE_TOKEN"],
    [["serve", "--listen", "here"], "listen: must be ADDRESS:PORT"],
    [["serve", "--listen", "127.0.0.1:70000"], "listen: must be ADDRESS:PORT"],
  ])("%j is refused in one line", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, { env, cwd: folder });
    expect(stderr).toMatch(/^longshore: .*\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("does not take a token that is easily guessed", async () => {
    const { code, stderr } = await runCli(["serve"], {
      env: { ...env, LONGSHORE_TOKEN: "short" },
      cwd: folder,
    });
    expect(stderr).toBe("longshore: LONGSHORE_TOKEN: must have 16 characters at least\n");
    expect(code).toBe(2);
  });
});

describe("a token of our own", () => {
  const state = path.join(folder, "tokens");

  it("is made once, kept as a hash that only its user can read, and made anew when that is asked for", async () => {
    const made = await Promise.all([1, 2, 3].map(() => ownToken(state)));
    const tokens = made.flatMap(({ token }) => token ?? []);
    expect(tokens).toHaveLength(1);
    for (const { hash } of made) expect(hash.equals(hashToken(tokens[0] ?? ""))).toBe(true);
    const file = path.join(state, "server-token.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const renewed = await ownToken(state, { renew: true });
    expect(renewed.token).toMatch(/^[\w-]{43}$/);
    expect((await ownToken(state)).hash.equals(renewed.hash)).toBe(true);
    await forgetToken(state);
    expect((await ownToken(state)).token).toBeDefined();
  });

  it("is not guessed at where its file cannot be read", async () => {
    writeFileSync(path.join(state, "server-token.json"), "{}");
    await expect(ownToken(state)).rejects.toMatchObject({ code: "INVALID_CONFIG_FILE" });
  });
});

describe("a program", () => {
  const settings = { database: env.LONGSHORE_DATABASE_URL, stateDirectory: path.join(folder, "program") };
  let longshore: Longshore;
  beforeAll(async () => {
    longshore = await Longshore.connect({ ...settings, listen: "127.0.0.1:0" });
    await longshore.migrate();
  });
  afterAll(() => longshore.close());

  it("can serve, with its own page", async () => {
    const page = path.join(folder, "page");
    mkdirSync(path.join(page, "assets"), { recursive: true });
    writeFileSync(path.join(page, "index.html"), "<title>the page</title>");
    writeFileSync(path.join(page, "icon.svg"), "<svg/>");
    writeFileSync(path.join(page, "assets", "app-1.js"), "1");
    const server = await longshore.serve({ page });
    const told = async (place: string) => {
      const answer = await fetch(`${server.url}${place}`);
      return [answer.status, answer.headers.get("cache-control"), await answer.text()];
    };
    expect(await told("/")).toEqual([200, "no-cache", "<title>the page</title>"]);
    expect(await told("/jobs/1?x=y")).toEqual([200, "no-cache", "<title>the page</title>"]);
    expect(await told("/icon.svg")).toEqual([200, "no-cache", "<svg/>"]);
    expect(await told("/assets/app-1.js")).toEqual([200, "public, max-age=31536000, immutable", "1"]);
    expect((await told("/assets/app-2.js"))[0]).toBe(404);
    expect((await told("/..%2fapp.db"))[2]).not.toContain("SQLite");
    expect((await getSession(server.url, server.newToken ?? "")).status).toBe(200);
    await server.close();
  });

  it("is told that somebody else listens there, and has made no token by then", async () => {
    const other = createListener();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const stateDirectory = path.join(folder, "unserved");
    const second = await Longshore.connect({ ...settings, stateDirectory, listen: `127.0.0.1:${port}` });
    await expect(second.serve()).rejects.toMatchObject({ code: "ADDRESS_UNAVAILABLE" });
    expect(readdirSync(stateDirectory)).toEqual([]);
    await second.close();
    other.close();
  });
});
