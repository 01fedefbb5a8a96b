/** `longshore run --image`, on every database: output, exit code, and what the row says afterwards. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { Queue } from "../../src/queue/queue.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase, type Engine, type TestDatabase } from "../support/databases.ts";
import { type DjangoRow, djangoOrm } from "../support/django.ts";
import { dockerEngine } from "../support/docker.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const databases: Engine[] = ["sqlite", "postgres", "mariadb"];

describe.each(databases)("longshore run --image on %s", (engine) => {
  let server: TestDatabase;
  let image: string;
  let env: Record<string, string>;
  const folder = makeFolder();

  beforeAll(async () => {
    server = await createTestDatabase(engine);
    const docker = await dockerEngine();
    image = docker.image;
    env = {
      LONGSHORE_DATABASE_URL: server.url,
      LONGSHORE_STATE_DIRECTORY: folder,
      LONGSHORE_GRACE: "1s",
      DOCKER_HOST: docker.url,
    };
    // The embedded database is migrated by run itself.
    if (engine !== "sqlite") expect((await runCli(["migrate"], { env })).code).toBe(0);
  });
  afterAll(async () => {
    await server?.drop();
    removeFolder(folder);
  });

  async function newestJob() {
    const database = await connect(server.url);
    const [job] = await new Queue(database).list({ limit: 1 });
    await database.close();
    if (!job) throw new Error("there is no job");
    return job;
  }

  it("passes on output and exit code", async () => {
    const result = await runCli(
      ["run", "--image", image, "--", "sh", "-c", "echo out; echo err >&2; exit 7"],
      { env },
    );
    expect(result).toEqual({ code: 7, signal: null, stdout: "out\n", stderr: "err\n" });

    const job = await newestJob();
    expect(job).toMatchObject({
      status: "failed",
      exitCode: 7,
      queueStatus: "launched",
      host: "local-docker",
    });
    expect(job.attempts).toMatchObject([{ number: 1, exitCode: 7, reason: "exited" }]);
    const row: DjangoRow = await djangoOrm(server.url, "read", job.id);
    expect(row).toMatchObject({
      stdout_log: "out\n",
      stderr_log: "err\n",
      clean_output: "out\n",
      exit_code: 7,
    });
    expect((await runCli(["logs", job.id], { env })).stdout).toBe("out\n");
  });

  it("gives the container its environment, working directory and limits", async () => {
    const command = ["sh", "-c", 'echo "$GREETING from $PWD"; cat /proc/1/limits > /dev/null'];
    const result = await runCli(
      [
        "run",
        "--image",
        image,
        "--env",
        "GREETING=hello there",
        "--workdir",
        "/tmp",
        "--memory",
        "64",
        "--cpus",
        "0.5",
        "--",
        ...command,
      ],
      { env },
    );
    expect(result).toMatchObject({ code: 0, stdout: "hello there from /tmp\n", stderr: "" });
  });

  it("stops what runs too long", async () => {
    const result = await runCli(["run", "--image", image, "--timeout", "1s", "--", "sleep", "60"], { env });
    expect(result.code).toBe(124);
    const job = await newestJob();
    expect(job).toMatchObject({
      status: "timeout",
      imageDigest: expect.stringMatching(/^sha256:/),
      attempts: [{ peakMemoryBytes: expect.any(Number), averageCpuCores: expect.any(Number) }],
    });
    const row: DjangoRow = await djangoOrm(server.url, "read", job.id);
    expect(row.max_memory_usage).toBe(job.attempts[0]?.peakMemoryBytes);
    expect(row.cpu_usage_percent).toBeCloseTo(100 * (job.attempts[0]?.averageCpuCores ?? 0));

    const { stdout } = await runCli(["show", job.id], { env });
    expect(stdout).toContain(`image digest  ${job.imageDigest}\n`);
    expect(stdout).toMatch(/ timeout +[\d.]+ [KM]B +\d\.\d\d /);
  });

  it("exits with 125 where the image is missing", async () => {
    const result = await runCli(
      ["run", "--image", "no/such/image:here", "--max-retries", "1", "--", "true"],
      { env },
    );
    expect(result.code).toBe(125);
    expect(result.stderr).toContain("could not be launched");
    expect(await newestJob()).toMatchObject({ status: "failed", queueStatus: "launch_failed" });
  });

  it("exits with 125 where the command is missing, without trying again", async () => {
    const result = await runCli(["run", "--image", image, "--", "no-such-command"], { env });
    expect(result.code).toBe(125);
    expect(await newestJob()).toMatchObject({
      status: "failed",
      queueStatus: "launch_failed",
      retryCount: 1,
    });
  });
});
