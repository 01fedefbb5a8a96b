import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientsFor } from "../../src/cli/commands/dbshell.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { migrations } from "../../src/migrations/index.ts";
import { type CliResult, runCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = makeFolder();
  file = path.join(folder, "jobs.db");
});
afterEach(() => removeFolder(folder));

const longshore = (args: string[], options: Parameters<typeof runCli>[1] = {}): Promise<CliResult> =>
  runCli(["--database", `sqlite:${file}`, ...args], options);

describe("longshore migrate", () => {
  it("prints a line for each step, and says when there is nothing to do", async () => {
    const first = await longshore(["migrate"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^0001_initial, forward: 3 to do\n {2}create table .*\(\d+ ms\)\n/);
    expect(first.stdout).toMatch(/0002_add_queue_fields: applied\n/);
    expect((await longshore(["migrate"])).stdout).toBe("Nothing to migrate.\n");
  });

  it("prints JSON", async () => {
    const { stdout } = await longshore(["migrate", "0002", "--json"]);
    expect(JSON.parse(stdout)).toEqual([
      { name: "0001_initial", outcome: "applied", steps: 3, reports: [] },
      { name: "0002_add_queue_fields", outcome: "applied", steps: 18, reports: [] },
    ]);
  });

  it("plans: the SQL of each step, its lock and why it is safe", async () => {
    await longshore(["migrate", "0001"]);
    const before = readFileSync(file);
    const text = await longshore(["migrate", "--plan"]);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toMatch(
      /add column queued_at to .*\n {4}ALTER TABLE .*;\n {4}lock: .*\n {4}safe: .*\n/,
    );
    const [initial, queue] = JSON.parse((await longshore(["migrate", "--plan", "--json"])).stdout);
    expect(initial).toMatchObject({ name: "0001_initial", pending: false, recorded: "applied", steps: [] });
    expect(queue.steps).toHaveLength(18);
    expect(queue.steps[0]).toMatchObject({
      description: "add column queued_at to container_manager_containerjob",
      statements: ['ALTER TABLE "container_manager_containerjob" ADD COLUMN "queued_at" datetime NULL'],
      transaction: "inside",
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("plans backward, and keeps what others made", async () => {
    await longshore(["migrate"]);
    const { stdout } = await longshore(["migrate", "zero", "--plan"]);
    expect(stdout).toMatch(/^\d{4}_\w+, backward, on sqlite [\d.]+\n {2}(create archive|drop) /);
  });

  it("fakes", async () => {
    const { stdout } = await longshore(["migrate", "0001", "--fake"]);
    expect(stdout).toBe("0001_initial: faked\n");
    expect((await longshore(["showmigrations"])).stdout).toBe(
      [
        "longshore",
        " [X] 0001_initial (faked)",
        ...migrations.slice(1).map(({ name }) => ` [ ] ${name}`),
        "",
      ].join("\n"),
    );
  });

  it("stops with one line where the schema is in conflict, which showmigrations survives", async () => {
    await longshore(["migrate"]);
    using database = new DatabaseSync(file);
    database.exec("DROP TABLE longshore_attempt; CREATE TABLE longshore_attempt (id integer)");
    const result = await longshore(["migrate"]);
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(/^longshore: table longshore_attempt exists with another definition.*\n$/);
    expect((await longshore(["showmigrations"])).stdout).toContain(
      "[X] 0003_add_workers_and_attempts (left to do: unknown)",
    );
  });
});

describe("longshore showmigrations", () => {
  it("prints JSON, with what is missing of a migration that was done", async () => {
    await longshore(["migrate", "0003"]);
    using database = new DatabaseSync(file);
    database.exec("DROP INDEX idx_containerjob_priority");
    const list = JSON.parse((await longshore(["showmigrations", "--json"])).stdout);
    expect(list).toHaveLength(migrations.length);
    expect(list.slice(0, 4)).toMatchObject([
      { name: "0001_initial", applied: true, how: "applied", stepsLeft: 0 },
      { name: "0002_add_queue_fields", applied: true, how: "applied", stepsLeft: 1 },
      { name: "0003_add_workers_and_attempts", applied: true, stepsLeft: 0 },
      { name: "0004_add_log_chunks", applied: false, how: null, appliedAt: null, stepsLeft: 1 },
    ]);
    expect(new Date(list[0].appliedAt).getTime()).toBeCloseTo(Date.now(), -6);
    expect((await longshore(["showmigrations"])).stdout).toContain(
      "[X] 0002_add_queue_fields (left to do: 1)",
    );
  });
});

describe("longshore verify", () => {
  it("exits with 1 and names what differs", async () => {
    await longshore(["migrate"]);
    expect(await longshore(["verify"])).toMatchObject({ code: 0 });
    using database = new DatabaseSync(file);
    database.exec("DROP INDEX idx_containerjob_priority");
    const result = await longshore(["verify"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^drift: index .*idx_containerjob_priority \(priority\) is missing$/m);
    const json = await longshore(["verify", "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, differences: expect.any(Array) });
  });
});

describe("longshore inspect", () => {
  it("prints JSON, and points to verify where something is wrong", async () => {
    await longshore(["migrate"]);
    const [worker] = JSON.parse((await longshore(["inspect", "longshore_worker", "--json"])).stdout);
    expect(worker).toMatchObject({ table: "longshore_worker", primaryKey: ["id"], differences: [] });
    using database = new DatabaseSync(file);
    database.exec("DROP INDEX longshore_worker_heartbeat_idx");
    expect((await longshore(["inspect", "longshore_worker"])).stdout).toContain(
      'It is not as declared: "longshore verify" says where.',
    );
  });
});

describe("longshore sqlmigrate", () => {
  it("needs no database", async () => {
    const result = await runCli([
      "sqlmigrate",
      "0002",
      "--dialect",
      "mariadb",
      "--server-version",
      "10.11.6",
    ]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(/^-- 0002_add_queue_fields, forward, on mariadb 10\.11\.6\n/);
    const back = await runCli(["sqlmigrate", "0002", "--dialect", "postgres", "--backwards"]);
    expect(back.stdout).toContain("DROP INDEX CONCURRENTLY");
  });
});

describe("longshore makemigrations", () => {
  it("writes what the schema lacks, as the formatter likes it, and it migrates", async () => {
    const root = path.resolve(import.meta.dirname, "../..");
    cpSync(path.join(root, "src"), path.join(folder, "src"), { recursive: true });
    for (const name of ["package.json", "biome.json", ".gitignore"])
      cpSync(path.join(root, name), path.join(folder, name));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const declaration = path.join(folder, "src/schema/worker.ts");
    writeFileSync(
      declaration,
      readFileSync(declaration, "utf8")
        .replace(
          "pid: integer(),",
          'pid: integer(),\n    region: varchar(20, { default: "here", comment: "Where" }),',
        )
        .replace("indexes: [", 'indexes: [index("longshore_worker_region_idx", ["region", "-started_at"]), '),
    );
    const run = (...args: string[]) => {
      const { PATH = "" } = process.env;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["src/cli/bin.ts", "--database", `sqlite:${file}`, ...args],
        { cwd: folder, encoding: "utf8", env: { PATH } },
      );
      return { status, stdout, stderr };
    };

    expect(run("makemigrations", "--check")).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /^\d{4}_auto_\d{8}_\d{4}:\n {2}- add column region to longshore_worker\n {2}- add index longshore_worker_region_idx/,
      ),
    });
    expect(run("makemigrations", "--dry-run").stdout).toContain('addColumn("longshore_worker", "region"');
    const made = run("makemigrations");
    const [, written = ""] = /^Wrote (\S+) and src\/migrations\/index\.ts\.$/m.exec(made.stdout) ?? [];
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(run("makemigrations", "--check")).toMatchObject({ status: 0, stdout: "No changes detected.\n" });
    const biome = path.join(root, "node_modules/.bin/biome");
    const files = [written, "src/migrations/index.ts"].map((name) => path.join(folder, name));
    const checked = spawnSync(biome, ["check", "--vcs-enabled=false", ...files], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(checked, checked.stderr).toMatchObject({ status: 0 });

    expect(run("migrate")).toMatchObject({ status: 0 });
    expect(run("verify")).toMatchObject({ status: 0 });
  }, 60_000);
});

describe("longshore dbshell", () => {
  const clients = (url: string) => clientsFor(parseDatabaseUrl(url));

  it("never puts a password where everybody may read it", () => {
    const [psql] = clients("postgres://me:s%40crt@db:5433/app?sslmode=require");
    expect(psql).toEqual({
      program: "psql",
      args: ["postgres://me@db:5433/app?sslmode=require"],
      env: { PGPASSWORD: "s@crt" },
    });
    expect(clients("postgres://me@db/app?password=secret")[0]).toMatchObject({
      args: ["postgres://me@db/app"],
      env: { PGPASSWORD: "secret" },
    });
    const [mariadb, mysql] = clients("mariadb://me:secret@db/app");
    expect(mariadb).toEqual({
      program: "mariadb",
      args: ["--host=db", "--port=3306", "--user=me", "--default-character-set=utf8mb4", "app"],
      env: { MYSQL_PWD: "secret" },
    });
    expect(mysql).toMatchObject({ program: "mysql" });
    expect(clients("mysql://db/app?socketPath=/run/s.sock")[0]?.args).toContain("--socket=/run/s.sock");
  });

  it("has a prompt of its own where no client is installed", async () => {
    await longshore(["migrate"]);
    const env = { PATH: folder };
    const good = await longshore(["dbshell"], {
      env,
      input:
        ".tables\nselect name, how\n from longshore_migration\n where name like '0001%';\n.schema longshore_setting\n",
    });
    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(good.stdout).toMatch(/^name\n[\s\S]*longshore_worker\n[\s\S]*name +how\n0001_initial +applied\n/);
    expect(good.stdout).toContain('CREATE TABLE "longshore_setting"');

    const bad = await longshore(["dbshell"], { env, input: "select gone from nowhere;\nselect 1;\n" });
    expect(bad).toMatchObject({ code: 1, stdout: "" });
    expect(bad.stderr).toContain("nowhere");
  });
});
