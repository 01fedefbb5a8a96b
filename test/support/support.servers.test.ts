import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { createTestDatabase, engines, overUnixSocket } from "./databases.ts";
import { dockerEngine } from "./docker.ts";
import { callEngine } from "./servers/engine-api.ts";

test("the servers stand in for the embedded database", () => {
  expect(engines).toEqual(["postgres", "mariadb"]);
});

test("PostgreSQL answers on TCP and on its socket, and each database is on its own", async () => {
  const [first, second] = await Promise.all([createTestDatabase("postgres"), createTestDatabase("postgres")]);
  const ask = async (url: string, statement: string) => {
    const client = new Client(url);
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };
  await ask(first.url, "CREATE TABLE here (id integer)");
  await ask(overUnixSocket(first.url), "INSERT INTO here VALUES (1)");
  expect((await ask(first.url, "SELECT * FROM here")).rows).toEqual([{ id: 1 }]);
  await expect(ask(second.url, "SELECT * FROM here")).rejects.toThrow('relation "here" does not exist');

  await Promise.all([first.drop(), second.drop()]);
  await expect(ask(first.url, "SELECT 1")).rejects.toThrow("does not exist");
});

test("MariaDB answers, with the character set and engine of a usual server", async () => {
  const database = await createTestDatabase("mariadb");
  const connection = await createConnection(database.url.replace("mariadb:", "mysql:"));
  await connection.query("CREATE TABLE here (name varchar(10))");
  const [[created]] = await connection.query<never[]>("SHOW CREATE TABLE here");
  expect(created).toMatchObject({ "Create Table": expect.stringMatching(/ENGINE=InnoDB.*utf8mb4/) });
  await connection.end();
  await database.drop();
});

describe("the Docker engine", () => {
  /** Runs a container to its end and returns its state and output. */
  const run = async (command: string, host: object = {}) => {
    const { socket, image } = await dockerEngine();
    const call = async (method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
      return callEngine(socket, method, `/containers/${path}`, body);
    };
    const config = { Image: image, Cmd: ["sh", "-c", command], Tty: true, HostConfig: host };
    const { Id } = JSON.parse(await call("POST", "create", config));
    await call("POST", `${Id}/start`);
    await call("POST", `${Id}/wait`);
    const { State } = JSON.parse(await call("GET", `${Id}/json`));
    const output = await call("GET", `${Id}/logs?stdout=1`);
    await call("DELETE", Id);
    return { ...State, output };
  };

  test("runs a container and tells its output and exit code", async () => {
    expect(await run("echo out; exit 7")).toMatchObject({ ExitCode: 7, output: "out\r\n" });
  });

  test("enforces a memory limit", async () => {
    const state = await run("tail /dev/zero", { Memory: 16 << 20, MemorySwap: 16 << 20 });
    expect(state).toMatchObject({ ExitCode: 137, OOMKilled: true });
  });

  test("has networks", async () => {
    const { socket } = await dockerEngine();
    await callEngine(socket, "POST", "/networks/create", { Name: "quay" });
    const state = await run("nslookup $(hostname)", { NetworkMode: "quay" });
    expect(state).toMatchObject({ ExitCode: 0, output: expect.stringContaining("127.0.0.11") });
    await callEngine(socket, "DELETE", "/networks/quay");
  });
});
