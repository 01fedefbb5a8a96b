/** A proxy in front of an engine that loses, holds and cuts what the test tells it to. */
import http from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { makeFolder, removeFolder } from "../../support/folder.ts";

export interface FaultyProxy {
  readonly url: string;
  /** Every request so far: method and path with query. */
  readonly requests: string[];
  /** The next request that matches is carried out, and its answer is lost with the connection. */
  loseAnswer(pattern: RegExp): void;
  /** The next request that matches gets this answer, and the engine hears nothing of it. */
  answer(pattern: RegExp, status: number, body: object): void;
  /** The next request that matches waits; resolves when it has come, with what lets it go on. */
  hold(pattern: RegExp): Promise<() => void>;
  /** The next request that matches gets no answer and no end, as from a machine that lost its power. */
  silence(pattern: RegExp): void;
  /** Answers to requests that match are cut off after so many bytes, each time anew. */
  cut(pattern: RegExp, bytes: number): void;
  /** Answers to requests that match are given with another text. */
  rewrite(pattern: RegExp, change: (text: string) => string): void;
  /** As if the engine were stopped; resolves when nobody listens. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

type Fault = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export async function startFaultyProxy(socketPath: string): Promise<FaultyProxy> {
  const folder = makeFolder();
  const listenPath = path.join(folder, "proxy.sock");
  const requests: string[] = [];
  const faults: { pattern: RegExp; fault: Fault; once: boolean }[] = [];

  const forward = (
    request: http.IncomingMessage,
    onAnswer: (answer: http.IncomingMessage) => void,
    onError: () => void,
  ) => {
    const { method, url, headers } = request;
    const upstream = http.request({ socketPath, method, path: url, headers, agent: false }, onAnswer);
    upstream.on("error", onError);
    request.pipe(upstream);
    return upstream;
  };

  const pass: Fault = (request, response) => {
    const upstream = forward(
      request,
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
      },
      () => response.destroy(),
    );
    response.on("close", () => upstream.destroy());
  };

  const server = http.createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    const index = faults.findIndex(({ pattern }) => pattern.test(line));
    const { fault, once } = faults[index] ?? { fault: pass, once: false };
    if (once) faults.splice(index, 1);
    fault(request, response);
  });

  const up = () => new Promise<void>((resolve) => server.listen(listenPath, resolve));
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await up();

  return {
    url: `unix://${listenPath}`,
    requests,
    loseAnswer(pattern) {
      const fault: Fault = (request, response) => {
        const lose = () => response.destroy();
        forward(request, (answer) => answer.on("end", lose).resume(), lose);
      };
      faults.push({ pattern, once: true, fault });
    },
    answer(pattern, status, body) {
      const fault: Fault = (request, response) => {
        request.resume();
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      faults.push({ pattern, once: true, fault });
    },
    hold: (pattern) =>
      new Promise((resolve) => {
        faults.push({ pattern, once: true, fault: (...args) => resolve(() => pass(...args)) });
      }),
    silence(pattern) {
      faults.push({ pattern, once: true, fault: () => {} });
    },
    cut(pattern, bytes) {
      const fault: Fault = (request, response) => {
        let left = bytes;
        pass(request, response);
        const write = response.write.bind(response) as (chunk: Buffer) => boolean;
        response.write = ((chunk: Buffer) => {
          if (left <= 0) return false;
          const sent = write(chunk.subarray(0, left));
          left -= chunk.length;
          if (left <= 0) response.socket?.destroySoon();
          return sent;
        }) as typeof response.write;
      };
      faults.push({ pattern, once: false, fault });
    },
    rewrite(pattern, change) {
      const fault: Fault = (request, response) => {
        const answered = async (answer: http.IncomingMessage) => {
          response.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" });
          response.end(change(await text(answer)));
        };
        forward(request, answered, () => response.destroy());
      };
      faults.push({ pattern, once: false, fault });
    },
    down,
    up,
    async close() {
      await down();
      removeFolder(folder);
    },
  };
}
