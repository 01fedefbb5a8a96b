/** What the API promises, on every database. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { claim } from "../../src/queue/claim.ts";
import type { Engine } from "../support/databases.ts";
import { ServerBench } from "./bench.ts";

export function serverConformance(engine: Engine): void {
  const bench = new ServerBench(engine);
  const ids = async (query: string) =>
    (await bench.ask(`GET /jobs?${query}`)).body.jobs.map(({ id }: { id: string }) => id);

  describe("a job", () => {
    it("is made, shown, and listed with the same fields", async () => {
      const made = await bench.ask("POST /jobs", {
        command: ["sh", "-c", "echo 'a b'"],
        name: "first",
        priority: 80,
        env: { SECRET: "s", MODE: "fast" },
        plainEnv: ["MODE"],
        timeout: 60,
      });
      expect(made.status).toBe(201);
      expect(made.headers.location).toBe(`/api/v1/jobs/${made.body.id}`);
      expect(made.body).toMatchObject({
        name: "first",
        status: "queued",
        priority: 80,
        isReadyToLaunch: true,
      });
      const shown = await bench.ask(`GET /jobs/${made.body.id}`);
      expect(shown.body).toMatchObject({
        ...made.body,
        attempts: [],
        spec: { environment: { SECRET: null, MODE: "fast" }, timeoutSeconds: 60, retryStrategy: "default" },
        waiting: { kind: "no_worker", text: "no worker is alive" },
      });
      expect(shown.body.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(["created", "queued"]);
      expect(shown.text).not.toContain('"s"');
      const listed = (await bench.ask("GET /jobs?name=first")).body.jobs[0];
      expect(listed).toEqual(made.body);
    });

    it("that is not there is a problem with a code", async () => {
      const answer = await bench.ask(`GET /jobs/${randomUUID()}`);
      expect(answer.status).toBe(404);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
      expect(answer.body).toMatchObject({ status: 404, code: "JOB_NOT_FOUND", title: "Not Found" });
    });

    it("that is wrong is refused with everything that is wrong, and nothing is made", async () => {
      const before = await bench.ask("GET /jobs/count");
      const answer = await bench.ask("POST /jobs/batch", {
        jobs: [{ command: ["true"] }, { command: ["true"], priority: 101, at: "tomorrow", colour: "red" }],
      });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe("INVALID_INPUT");
      expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(
        expect.arrayContaining(["jobs.1.priority", "jobs.1.at", "jobs.1"]),
      );
      expect((await bench.ask("GET /jobs/count")).body).toEqual(before.body);
    });

    it("goes from state to state by the users' verbs, and no other way", async () => {
      const id = await bench.submit();
      expect((await bench.ask(`POST /jobs/${id}/dequeue`)).body).toMatchObject({
        id,
        result: "dequeued",
        job: { status: "pending" },
      });
      expect((await bench.ask(`GET /jobs/${id}`)).body.waiting).toMatchObject({ kind: "not_queued" });
      const at = "2031-01-01T00:00:00.000Z";
      expect((await bench.ask(`POST /jobs/${id}/schedule`, { at })).body.job.scheduledFor).toBe(at);
      expect((await bench.ask(`GET /jobs/${id}`)).body.waiting).toMatchObject({
        kind: "scheduled",
        until: at,
      });
      expect((await bench.ask(`POST /jobs/${id}/reprioritize`, { priority: 3 })).body.job.priority).toBe(3);
      expect((await bench.ask(`POST /jobs/${id}/cancel`)).body.result).toBe("cancelled");
      const again = await bench.ask(`POST /jobs/${id}/cancel`);
      expect(again).toMatchObject({ status: 409, body: { code: "INVALID_TRANSITION" } });
      expect(await bench.ask(`POST /jobs/${id}/retry`)).toMatchObject({ status: 409 });
    });
  });

  describe("an idempotency key", () => {
    const key = () => ({ "idempotency-key": randomUUID() });

    it("makes a job once, however often and however soon it comes again", async () => {
      const headers = key();
      const body = { command: ["once"], name: "once" };
      const answers = await Promise.all([1, 2, 3, 4].map(() => bench.ask("POST /jobs", body, headers)));
      answers.push(await bench.ask("POST /jobs", body, headers));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
      expect(await ids("name=once")).toHaveLength(1);
    });

    it("makes a batch once, and refuses another body", async () => {
      const headers = key();
      const jobs = [{ command: ["a"] }, { command: ["b"] }];
      const first = await bench.ask("POST /jobs/batch", { jobs }, headers);
      expect((await bench.ask("POST /jobs/batch", { jobs }, headers)).body).toEqual(first.body);
      const other = await bench.ask("POST /jobs/batch", { jobs: jobs.toReversed() }, headers);
      expect(other).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_CONFLICT" } });
    });
  });

  describe("the list", () => {
    it("goes by pages through all jobs, each once, also those of one moment", async () => {
      const jobs = Array.from({ length: 25 }, (_, n) => ({ command: ["true"], name: `page-${n}` }));
      const made: string[] = (await bench.ask("POST /jobs/batch", { jobs })).body.ids;
      for (const query of ["limit=4", "limit=7&name=page-", "limit=5&sort=priority&name=page-"]) {
        const seen: string[] = [];
        for (let next: string | null = ""; next !== null; ) {
          const page = await bench.ask(`GET /jobs?${query}${next && `&after=${next}`}`);
          seen.push(...page.body.jobs.map(({ id }: { id: string }) => id));
          next = page.body.next;
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(made));
      }
    });

    it("in the order of launch is what a claim takes", async () => {
      await bench.ask("POST /jobs/batch", {
        jobs: [20, 80, 50, 81, 100].map((priority) => ({ command: ["true"], priority })),
      });
      const first = (await ids("sort=priority&limit=4")).slice(0, 4);
      const worker = await bench.newWorker();
      const claimed = await claim(bench.database, { worker, limit: 4, hosts: bench.hosts });
      expect(claimed.map(({ attempt }) => attempt.jobId)).toEqual(first);
    });

    it("filters, alone and together", async () => {
      const odd = await bench.submit({ name: "odd 100%_!name", priority: 7 });
      const image = await bench.submit({ image: "registry/odd:1", command: [], name: "pictured" });
      await bench.ask(`POST /jobs/${image}/cancel`);
      expect(await ids(`name=${encodeURIComponent("0%_!n")}`)).toEqual([odd]);
      expect(await ids("search=odd")).toEqual([image, odd]);
      expect(await ids(`search=${odd.slice(0, 13)}`)).toEqual([odd]);
      expect(await ids(`search=${odd.toUpperCase()}`)).toEqual([odd]);
      expect(await ids("image=registry/")).toEqual([image]);
      expect(await ids("status=cancelled,failed&name=pictured")).toEqual([image]);
      expect(await ids("host=local-docker")).toEqual([image]);
      expect(await ids("priorityMin=5&priorityMax=10")).toEqual([odd]);
      expect(await ids("queueStatus=not_queued&search=odd")).toEqual([image]);
      expect(await ids("since=2100-01-01T00:00:00Z")).toEqual([]);
      expect(await ids("until=2000-01-01T00:00:00Z")).toEqual([]);
      expect((await bench.ask("GET /jobs/count?search=odd")).body).toEqual({ count: 2, exact: true });
    });

    it.each([
      "limit=0",
      "limit=1001",
      "status=asleep",
      "after=x",
      "after=WyJ4IiwieSJd",
      "sort=name",
      "x=1",
      "since=now",
    ])("refuses %s", async (query) => {
      expect(await bench.ask(`GET /jobs?${query}`)).toMatchObject({
        status: 400,
        body: { code: "INVALID_INPUT" },
      });
    });
  });

  describe("an action on many jobs", () => {
    const make = async (name: string, priorities: readonly number[]): Promise<string[]> => {
      const jobs = priorities.map((priority) => ({ command: ["true"], name, priority }));
      return (await bench.ask("POST /jobs/batch", { jobs })).body.ids;
    };

    it("is counted before, done, and undone", async () => {
      const made = await make("many", [10, 20, 20]);
      const request = { action: "reprioritize", priority: 90, filter: { name: "many" } };
      expect((await bench.ask("POST /jobs/bulk", { ...request, dryRun: true })).body).toEqual({
        matched: 3,
        done: 0,
        failed: [],
        undo: null,
      });
      expect(await ids("name=many&priorityMin=90")).toEqual([]);
      const done = await bench.ask("POST /jobs/bulk", request);
      expect(done.body).toMatchObject({ matched: 3, done: 3, failed: [] });
      expect(await ids("name=many&priorityMin=90")).toHaveLength(3);
      for (const undo of done.body.undo) await bench.ask("POST /jobs/bulk", undo);
      expect(await ids("name=many&priorityMin=20&priorityMax=20")).toHaveLength(2);
      expect(await ids("name=many&priorityMin=10&priorityMax=10")).toEqual([made[0]]);
    });

    it("does what it can, and says what it could not and why", async () => {
      const [one = "", other = ""] = await make("some", [50, 50]);
      await bench.ask(`POST /jobs/${one}/cancel`);
      const gone = randomUUID();
      const answer = await bench.ask("POST /jobs/bulk", { action: "cancel", ids: [one, other, gone] });
      expect(answer.body).toMatchObject({ matched: 3, done: 1, undo: null });
      expect(answer.body.failed.map(({ id, code }: { id: string; code: string }) => [id, code])).toEqual([
        [one, "INVALID_TRANSITION"],
        [gone, "JOB_NOT_FOUND"],
      ]);
      expect(
        (await bench.ask("POST /jobs/bulk", { action: "cancel", filter: { name: "some" } })).body,
      ).toMatchObject({
        matched: 0,
      });
    });

    it("moves jobs out of the queue and back, and asks a worker to stop those that run", async () => {
      await bench.ask("POST /jobs/bulk", { action: "cancel", filter: { status: ["queued"] } });
      const [running = "", waiting = ""] = await make("mixed", [60, 50]);
      const worker = await bench.newWorker();
      await claim(bench.database, { worker, limit: 1, hosts: bench.hosts });
      const out = await bench.ask("POST /jobs/bulk", { action: "dequeue", filter: { name: "mixed" } });
      expect(out.body).toMatchObject({ done: 1, undo: [{ action: "schedule", at: null, ids: [waiting] }] });
      await bench.ask("POST /jobs/bulk", out.body.undo[0]);
      const cancelled = await bench.ask("POST /jobs/bulk", { action: "cancel", filter: { name: "mixed" } });
      expect(cancelled.body).toMatchObject({ matched: 2, done: 2 });
      const events = (await bench.ask(`GET /jobs/${running}`)).body.timeline;
      expect(events.map(({ kind }: { kind: string }) => kind)).toContain("stop_requested");
      expect((await bench.ask(`GET /jobs/${waiting}`)).body.status).toBe("cancelled");
    });
  });

  describe("a job that ran", () => {
    it("has its output, its life and its figures", async () => {
      await bench.ask("POST /jobs/bulk", { action: "cancel", filter: { status: ["queued"] } });
      const id = await bench.submit({ name: "ran" });
      const worker = await bench.newWorker();
      const [assignment] = await claim(bench.database, { worker, limit: 1, hosts: bench.hosts });
      if (!assignment) throw new Error("nothing was ready");
      const euro = Buffer.from("€");
      await bench.run(assignment, "one\n", euro.subarray(0, 1), euro.subarray(1), "\x1b[31mred");
      const first = await bench.ask(`GET /jobs/${id}/logs?limit=2`);
      expect(first.body.chunks.map(({ text }: { text: string }) => text)).toEqual(["one\n", ""]);
      expect(first.body).toMatchObject({ next: "1-2", ended: false });
      await bench.end(assignment, 3);
      const rest = await bench.ask(`GET /jobs/${id}/logs?after=1-2`);
      expect(rest.body.chunks.map(({ text }: { text: string }) => text)).toEqual(["€", "\x1b[31mred"]);
      expect(rest.body.ended).toBe(true);
      expect((await bench.ask(`GET /jobs/${id}/logs?stream=stderr`)).body.chunks).toEqual([]);
      const file = await bench.ask(`GET /jobs/${id}/logs/download`);
      expect(file.text).toBe("one\n€\x1b[31mred");
      expect(file.headers["content-disposition"]).toBe(`attachment; filename="job-${id.slice(0, 8)}.log"`);
      expect((await bench.ask(`GET /jobs/${id}`)).body.timeline.at(-1)).toMatchObject({
        kind: "ended",
        attempt: 1,
        outcome: "failed",
        text: "exit code 3",
      });

      const stats = (await bench.ask("GET /stats")).body;
      expect(stats.counts.failed).toBe(1);
      expect(stats.failuresByReason).toEqual([{ reason: "exited", count: 1 }]);
      expect(stats.workersAlive).toBeGreaterThan(0);
      const { points, stepMs } = (await bench.ask("GET /stats/series")).body;
      expect(points).toHaveLength(60);
      expect(stepMs).toBe(60_000);
      expect(points.reduce((sum: number, { failed }: { failed: number }) => sum + failed, 0)).toBe(1);
      expect(points.some(({ waitMsP50 }: { waitMsP50: number | null }) => waitMsP50 !== null)).toBe(true);

      await bench.ask(`POST /jobs/${id}/retry`, { attempts: 2 });
      expect((await bench.ask(`GET /jobs/${id}`)).body).toMatchObject({ status: "queued", maxRetries: 3 });
    });
  });

  it("tells of workers, hosts, templates, migrations, schema, metrics and health", async () => {
    await bench.newWorker();
    expect((await bench.ask("GET /workers")).body.workers[0]).toMatchObject({ node: "here", alive: true });
    expect((await bench.ask("GET /hosts")).body.hosts[0]).toMatchObject({
      name: "local-process",
      active: true,
    });
    expect((await bench.ask("GET /templates")).body).toEqual({ templates: [] });
    const migrations = (await bench.ask("GET /migrations")).body;
    expect(migrations).toMatchObject({ plan: [], drift: [] });
    expect(migrations.migrations[0]).toMatchObject({ name: "0001_initial", state: "applied", stepsLeft: 0 });
    const { tables } = (await bench.ask("GET /schema")).body;
    const job = tables.find(({ name }: { name: string }) => name === "container_manager_containerjob");
    expect(job.indexes.filter(({ seed }: { seed: boolean }) => seed)).toHaveLength(9);
    const metrics = await bench.ask("GET /metrics");
    expect(metrics.text).toMatch(/^longshore_jobs\{state="queued"\} \d+$/m);
    expect(metrics.text).toMatch(/^longshore_database_up 1$/m);
    expect((await bench.ask("GET /livez")).body).toEqual({ status: "ok" });
    expect((await bench.ask("GET /readyz")).body).toEqual({ status: "ok" });
  });
}
