import type { Problem } from "../../../src/server/schemas/problem.ts";

/** The server said no. */
export class ProblemError extends Error {
  readonly status: number;
  /** Of docs/errors.md. */
  readonly code: string;
  readonly errors: NonNullable<Problem["errors"]>;

  constructor({ status, code, detail, title, errors }: Problem) {
    super(detail || title);
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
    this.errors = errors ?? [];
  }
}

/** Nobody answered. */
export class UnreachableError extends Error {
  constructor() {
    super("The server does not answer.");
    this.name = "UnreachableError";
  }
}

export function isProblem(error: unknown, ...statuses: number[]): error is ProblemError {
  return error instanceof ProblemError && (statuses.length === 0 || statuses.includes(error.status));
}

/** What to tell a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
