/**
 * A Docker engine as a place to send requests to: its API over HTTP, no more. What the requests mean is
 * the other files' business. docs/decisions/0002-docker-client.md says why this is not a library.
 */

import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, request } from "undici";
import { LongshoreError, messageOf } from "../../errors.ts";
import { unlessAborted } from "../time.ts";
import type { Connection } from "./connection.ts";

export interface EngineRequest {
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Over a connection of its own: an engine that shuts down still answers on those it has. */
  readonly fresh?: boolean;
}

export interface TimedRequest extends EngineRequest {
  /** For the whole answer; null for no limit. */
  readonly timeoutMs?: number | null;
}

type Method = Dispatcher.HttpMethod;

/**
 * All methods reject with the signal's reason where it is aborted, and otherwise
 *
 * @throws {EngineError} where the engine answered with an error
 * @throws {LongshoreError} ENGINE_UNREACHABLE where it did not answer: it may have done what was asked
 */
export interface Engine {
  readonly host: string;
  /** The answer's JSON; undefined where it has no body. */
  call<T>(method: Method, path: string, options?: TimedRequest): Promise<T>;
  head(path: string, options?: TimedRequest): Promise<IncomingHttpHeaders>;
  /** The answer's body as it comes, for as long as that takes. */
  stream(method: Method, path: string, options?: EngineRequest): AsyncGenerator<Buffer>;
  /** Makes sure that the engine takes new connections, and speaks a version of the API that we know. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The engine answered, and the answer is no. */
export class EngineError extends LongshoreError<"ENGINE_ERROR"> {
  /** The engine's HTTP status; `status` is that of our own API. */
  readonly engineStatus: number;
  /** The engine's own words. */
  readonly reason: string;

  constructor(host: string, engineStatus: number, reason: string) {
    super("ENGINE_ERROR", { host, why: reason });
    this.engineStatus = engineStatus;
    this.reason = reason;
  }
}

/** Whether the error is the engine's answer, with one of these statuses. */
export function isAnswer(error: unknown, ...statuses: number[]): error is EngineError {
  return error instanceof EngineError && statuses.includes(error.engineStatus);
}

const oldestVersion = 41; // 1.41 is Docker 20.10, which Debian 12 has.
const newestVersion = 51;
const defaultTimeoutMs = 30_000;

export function createEngine({ host, origin, open }: Connection): Engine {
  const agent = open();
  let version: Promise<string> | undefined;

  const send = async (
    method: Method,
    path: string,
    { query = {}, body, headers = {}, signal, fresh = false }: EngineRequest,
  ) => {
    const json =
      body === undefined
        ? { headers }
        : { body: JSON.stringify(body), headers: { ...headers, ...jsonHeaders } };
    const url = new URL(path, origin);
    const connections = { dispatcher: fresh ? open() : agent, reset: fresh };
    const answer = await request(url, { ...connections, method, query, signal: signal ?? null, ...json });
    if (answer.statusCode < 400) return answer;
    throw new EngineError(host, answer.statusCode, reasonOf(await answer.body.text(), answer.statusCode));
  };

  const negotiate = async (): Promise<string> => {
    const { headers, body } = await send("GET", "/_ping", {
      signal: AbortSignal.timeout(defaultTimeoutMs),
      fresh: true,
    });
    await body.dump();
    const spoken = String(headers["api-version"]);
    const minor = Number(/^1\.(\d+)$/.exec(spoken)?.[1] ?? 0);
    if (minor >= oldestVersion) return `/v1.${Math.min(minor, newestVersion)}`;
    const why = `it speaks version ${spoken} of the API; 1.${oldestVersion} (Docker 20.10) is the oldest we know`;
    throw new LongshoreError("ENGINE_UNSUPPORTED", { host, why });
  };

  const sendVersioned = async (method: Method, path: string, options: EngineRequest) => {
    version ??= negotiate();
    return send(method, (await unlessAborted(version, options.signal)) + path, options);
  };

  /** What callers are to see of an error. */
  const translate = (error: unknown, signal?: AbortSignal): unknown => {
    if (signal?.aborted) return signal.reason;
    if (error instanceof EngineError) return error;
    version = undefined; // When the engine is back, it may be another version.
    if (error instanceof LongshoreError) return error;
    return new LongshoreError("ENGINE_UNREACHABLE", { host, why: messageOf(error) }, { cause: error });
  };

  const sendTimed = async (method: Method, path: string, options: TimedRequest) => {
    const { signal, timeoutMs = defaultTimeoutMs } = options;
    const limits = [signal, timeoutMs === null ? undefined : AbortSignal.timeout(timeoutMs)];
    const bounded = AbortSignal.any(limits.filter((limit) => limit !== undefined));
    try {
      const { headers, body } = await sendVersioned(method, path, { ...options, signal: bounded });
      return { headers, text: await body.text() };
    } catch (error) {
      throw translate(error, signal);
    }
  };

  return {
    host,

    async call<T>(method: Method, path: string, options: TimedRequest = {}) {
      const { text } = await sendTimed(method, path, options);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },

    async head(path, options = {}) {
      return (await sendTimed("HEAD", path, options)).headers;
    },

    async *stream(method, path, options = {}) {
      try {
        yield* (await sendVersioned(method, path, options)).body;
      } catch (error) {
        throw translate(error, options.signal);
      }
    },

    async ping() {
      version = negotiate();
      try {
        await version;
      } catch (error) {
        throw translate(error);
      }
    },

    close: () => agent.destroy(),
  };
}

const jsonHeaders = { "content-type": "application/json" };

/** Errors come as `{"message": …}`, and from proxies in front of an engine as anything at all. */
function reasonOf(text: string, status: number): string {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return text.trim().slice(0, 500) || `HTTP status ${status}`;
  }
}
