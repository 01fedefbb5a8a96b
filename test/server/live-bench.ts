/** A server that listens, and whose statements are counted. */
import { afterAll, beforeAll } from "vitest";
import type { Assignment } from "../../src/queue/attempt/assignment.ts";
import { claim } from "../../src/queue/claim.ts";
import { changeLog } from "../../src/queue/output/log-chunks.ts";
import { createServer } from "../../src/server/create-server.ts";
import type { Engine } from "../support/databases.ts";
import { keys, ServerBench } from "./bench.ts";

export class LiveBench extends ServerBench {
  /** Of the API. */
  url = "";
  /** Statements that the server has made. */
  statements = 0;

  constructor(engine: Engine) {
    super(engine);
    let listening: Awaited<ReturnType<typeof createServer>> | undefined;
    beforeAll(async () => {
      const count = () => {
        this.statements += 1;
      };
      const query = this.database.query.withPlugin({
        transformQuery({ node }) {
          count();
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      listening = await createServer(this.database.over(query), { keys, lease: 30_000, allowedHosts: [] });
      this.url = `${await listening.listen({ port: 0, host: "127.0.0.1" })}/api/v1`;
    });
    afterAll(() => listening?.close());
  }

  /** A job that a worker has in hand and that has written this. */
  async running(...output: string[]): Promise<Assignment> {
    const jobId = await this.submit();
    const worker = await this.newWorker();
    const [assignment] = await claim(this.database, { worker, limit: 1, hosts: this.hosts, jobId });
    if (!assignment) throw new Error("it was not ready");
    await this.run(assignment, ...output);
    return assignment;
  }

  async write(
    { attempt }: Assignment,
    sequence: number,
    text: string,
    stream: "stdout" | "stderr" = "stdout",
  ): Promise<void> {
    const chunk = { sequence, stream, data: Buffer.from(text), cursor: "" };
    await changeLog(this.database, attempt, { write: [chunk] });
  }
}
