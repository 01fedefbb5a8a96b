/** What the suites share: a migrated database, and a server on it that is asked without a socket. */
import { randomUUID } from "node:crypto";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { Assignment } from "../../src/queue/attempt/assignment.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { changeLog } from "../../src/queue/output/log-chunks.ts";
import { registerWorker, type WorkerIdentity } from "../../src/queue/workers/workers.ts";
import { hashToken } from "../../src/server/auth/tokens.ts";
import { createServer } from "../../src/server/create-server.ts";
import { markLaunched, settle } from "../queue/one-attempt.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

export const operateToken = "operate-token-of-the-tests";
export const readToken = "read-token-of-the-tests";
export const keys = { operate: hashToken(operateToken), read: hashToken(readToken) };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the tests are about
  readonly body: any;
}

export class ServerBench {
  server!: FastifyInstance;
  hosts: number[] = [];
  #migrated!: MigratedDatabase;

  constructor(engine: Engine) {
    beforeAll(async () => {
      this.#migrated = await createMigratedDatabase(engine);
      this.hosts = [(await defaultHost(this.database, "process")).id];
      this.server = await createServer(this.database, { keys, lease: 30_000, allowedHosts: [] });
    });
    afterAll(async () => {
      await this.server?.close();
      await this.#migrated?.drop();
    });
  }

  get database(): Database {
    return this.#migrated.database;
  }

  /** `GET /jobs`, with the token that may do everything unless the headers say otherwise. */
  async ask(
    request: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<Answer> {
    const [method, path = ""] = request.split(" ");
    const sent = Object.entries({ authorization: `Bearer ${operateToken}`, ...headers });
    const answer = await this.server.inject({
      method: method as NonNullable<InjectOptions["method"]>,
      url: /^\/(api|metrics|livez|readyz)/.test(path) ? path : `/api/v1${path}`,
      headers: Object.fromEntries(sent.filter(([, value]) => value !== undefined)),
      ...(body !== undefined && { payload: body as object }),
    });
    const isJson = answer.body !== "" && String(answer.headers["content-type"]).includes("json");
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson ? answer.json() : undefined,
    };
  }

  /** Puts a job into the queue and returns its id. */
  async submit(spec: object = {}): Promise<string> {
    return (await this.ask("POST /jobs", { command: ["true"], ...spec })).body.id;
  }

  async newWorker(): Promise<WorkerIdentity> {
    const worker = { id: randomUUID(), node: "here", pid: 1, concurrency: 2 };
    await registerWorker(this.database, worker);
    return worker;
  }

  /** Marks what a worker has claimed as started, and lets it write. */
  async run({ attempt }: Assignment, ...output: (string | Uint8Array)[]): Promise<void> {
    await markLaunched(this.database, attempt, { id: "execution", startedAt: new Date() });
    const write = output.map((data, place) => ({
      sequence: place + 1,
      stream: "stdout" as const,
      data: typeof data === "string" ? Buffer.from(data) : data,
      cursor: "",
    }));
    if (write.length > 0) await changeLog(this.database, attempt, { write });
  }

  async end({ attempt }: Assignment, exitCode = 0): Promise<void> {
    await settle(this.database, attempt, {
      verb: exitCode === 0 ? "complete" : "fail",
      reason: "exited",
      exitCode,
      finishedAt: null,
      error: null,
      stdout: "",
      stderr: "",
    });
  }
}
