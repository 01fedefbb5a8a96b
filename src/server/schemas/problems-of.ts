import { problem } from "./problem.ts";

/** The problems that a route can answer with: those that every route can, and these. */
export function problemsOf(...statuses: readonly number[]) {
  const described = [400, 401, 403, 500, 503, ...statuses].map((status) => [
    status,
    {
      description: meaning[status] ?? "Problem",
      content: { "application/problem+json": { schema: problem } },
    },
  ]);
  // No handler sends one: they are thrown.
  return Object.fromEntries(described) as Record<number, never>;
}

const meaning: Record<number, string> = {
  400: "The request is wrong; nothing was changed.",
  401: "No token, or a wrong one.",
  403: "The token may not do this.",
  404: "There is no such thing.",
  409: "Its state does not allow that.",
  413: "The body is too large.",
  429: "Too many wrong tokens.",
  500: "A bug of Longshore's.",
  503: "The database cannot be reached.",
};
