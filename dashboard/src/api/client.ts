import type { Problem } from "../../../src/server/schemas/problem.ts";
import { ProblemError, UnreachableError } from "./problems.ts";

const base = "/api/v1";

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

interface Options {
  readonly query?: Parameters;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Asks the server for JSON.
 *
 * @throws {ProblemError} where it refuses
 * @throws {UnreachableError} where it does not answer
 */
export async function ask<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  options: Options = {},
): Promise<T> {
  const { query, body, headers, signal } = options;
  const response = await fetch(address(path, query), {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      // A form on somebody else's page cannot send it.
      ...(method !== "GET" && { "x-longshore-request": "1" }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === "AbortError" ? error : new UnreachableError();
  });
  noteServerTime(response.headers.get("date"));
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw new ProblemError(toProblem(response, text));
}

/** The address of something of the API, with what is not asked for left out. */
export function address(path: string, query: Parameters = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${base}${path}${search && `?${search}`}`;
}

/** Something in between, such as a proxy, may answer with anything. */
function toProblem(response: Response, text: string): Problem {
  const unknown = {
    type: "about:blank",
    title: `The server answered ${response.status} ${response.statusText}`.trim(),
    status: response.status,
    detail: "",
    code: "",
  };
  if (!response.headers.get("content-type")?.includes("json")) return unknown;
  try {
    return { ...unknown, ...(JSON.parse(text) as Partial<Problem>) };
  } catch {
    return unknown;
  }
}

let offset = 0;

/** A header of HTTP is whole seconds old: a smaller difference is none. */
function noteServerTime(date: string | null): void {
  const difference = date === null ? 0 : new Date(date).getTime() - Date.now();
  offset = Math.abs(difference) > 2_000 ? difference : 0;
}

/** Milliseconds since 1970 by the server's clock; the viewer's may be wrong. */
export function serverNow(): number {
  return Date.now() + offset;
}
