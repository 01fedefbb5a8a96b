/** Each row that Longshore writes, Django's ORM reads, and the other way round. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { readAssignments } from "../../src/queue/attempt/assignment.ts";
import { claim } from "../../src/queue/claim.ts";
import { listHosts } from "../../src/queue/hosts/hosts.ts";
import { Queue } from "../../src/queue/queue.ts";
import { registerWorker } from "../../src/queue/workers/workers.ts";
import { markLaunched, settle } from "../queue/one-attempt.ts";
import { createTestDatabase, type Engine, type TestDatabase } from "../support/databases.ts";
import { djangoOrm, loadDjangoFixture } from "../support/django.ts";

const worker = { id: "01020304-0506-4708-890a-0b0c0d0e0f10", node: "here", pid: 1, concurrency: 1 };

/** Whose tables: made by us, by Django, and by a Django that stores UUIDs as text on MariaDB. */
const cases: [Engine, "longshore" | "django" | "django with char(32)"][] = [
  ["sqlite", "longshore"],
  ["sqlite", "django"],
  ["postgres", "longshore"],
  ["postgres", "django"],
  ["mariadb", "longshore"],
  ["mariadb", "django"],
  ["mariadb", "django with char(32)"],
];

describe.each(cases)("on %s, tables made by %s", (engine, maker) => {
  let server: TestDatabase;
  let database: Database;
  let queue: Queue;

  beforeAll(async () => {
    server = await createTestDatabase(engine);
    if (maker !== "longshore") {
      await loadDjangoFixture(server.url, "initial", maker === "django" ? undefined : "mysql");
    }
    database = await connect(server.url);
    await migrate(database);
    await registerWorker(database, worker);
    queue = new Queue(database);
  });
  afterAll(async () => {
    await database?.close();
    await server?.drop();
  });

  it("Django reads what Longshore wrote", async () => {
    const at = new Date("2031-02-03T04:05:06.789Z");
    const job = await queue.enqueue({
      image: "python:3.13",
      command: ["python", "-c", "print('a b')"],
      name: "naïve 🚢",
      priority: 80,
      at,
      env: { A: "1", B: "x=y" },
      memory: 256,
      cpus: 1.5,
      timeout: 90,
      networks: [{ name: "app", aliases: ["api"] }],
      workdir: "/srv",
    });
    expect(await djangoOrm(server.url, "read", job.id)).toMatchObject({
      id: job.id,
      name: "naïve 🚢",
      status: "queued",
      docker_image: "python:3.13",
      command: `python -c 'print('"'"'a b'"'"')'`,
      working_directory: "/srv",
      memory_limit: 256,
      cpu_limit: 1.5,
      timeout_seconds: 90,
      network_configuration: [{ network_name: "app", aliases: ["api"] }],
      override_environment: "A=1\nB=x=y",
      exit_code: null,
      priority: 80,
      retry_count: 0,
      max_retries: 3,
      launched_at: null,
      scheduled_for: "2031-02-03T04:05:06.789000Z",
      docker_host: { executor_type: "docker", is_active: true, executor_config: {} },
    });
  });

  it("Longshore runs what Django wrote, and Django reads how it ended", async () => {
    const id = await djangoOrm(server.url, "write", {
      name: "from django",
      docker_image: "busybox",
      command: "sh -c 'echo hi there'",
      override_environment: "# note\nDEBUG = true",
      network_configuration: [{ network_name: "bridge", aliases: [] }],
      queued_at: "2026-01-02T03:04:05.000006Z",
      scheduled_for: "2026-01-02T03:04:05Z",
      priority: 90,
    });
    expect(await queue.show(id)).toMatchObject({
      id,
      status: "pending",
      queueStatus: "queued",
      isReadyToLaunch: true,
      command: ["sh", "-c", "echo hi there"],
      queuedAt: new Date("2026-01-02T03:04:05.000Z"),
      priority: 90,
    });

    const hosts = (await listHosts(database)).map((host) => host.id);
    const [assignment] = await claim(database, { worker, limit: 1, hosts });
    expect(assignment).toMatchObject({
      attempt: { jobId: id, number: 1 },
      environment: { DEBUG: "true" },
      networks: [{ name: "bridge", aliases: [] }],
    });
    const attempt = (assignment as NonNullable<typeof assignment>).attempt;
    await markLaunched(database, attempt, { id: "abc", startedAt: new Date("2026-01-02T03:04:06.5Z") });
    await settle(database, attempt, {
      verb: "fail",
      reason: "exited",
      exitCode: 7,
      finishedAt: new Date("2026-01-02T03:04:07Z"),
      error: null,
      stdout: "hi there\n",
      stderr: "ä",
    });
    expect(await readAssignments(database, [attempt])).toMatchObject([{ status: "failed" }]);

    expect(await djangoOrm(server.url, "read", id)).toMatchObject({
      status: "failed",
      exit_code: 7,
      retry_count: 1,
      execution_id: "abc",
      stdout_log: "hi there\n",
      stderr_log: "ä",
      clean_output: "hi there\n",
      started_at: "2026-01-02T03:04:06.500000Z",
      completed_at: "2026-01-02T03:04:07.000000Z",
    });
  });

  it("both see the same jobs", async () => {
    const ours = (await queue.list({ limit: 100 })).map(({ id }) => id);
    const djangos = (await djangoOrm(server.url, "list")).map(({ id }) => id);
    expect([...ours].sort()).toEqual([...djangos].sort());
  });
});
