import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { type ErrorCode, isLongshoreError, LongshoreError, messageOf } from "../errors.ts";
import type { Logger } from "../worker/settings.ts";
import type { Problem } from "./schemas/problem.ts";

/**
 * Answers whatever is thrown as RFC 9457 has it. What is a bug of ours is told to the log alone.
 *
 * @param onError is told of the code of each
 */
export function problemHandler(logger: Logger, onError: (code: ErrorCode) => void) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { id, ...told } = toProblem(error);
    onError(told.code);
    if (id !== undefined) {
      logger.error({ id, error: messageOf(error), stack: (error as Error)?.stack }, "a request failed");
    }
    if (told.status === 401) reply.header("www-authenticate", 'Bearer realm="longshore"');
    if (isLongshoreError(error, "TOO_MANY_FAILURES")) reply.header("retry-after", error.detail.seconds);
    return sendProblem(reply, { ...told, errors: issuesOf(error) });
  };
}

function sendProblem(
  reply: FastifyReply,
  { status, code, detail, errors }: Pick<Problem, "status" | "code" | "detail" | "errors">,
): FastifyReply {
  const problem: Problem = {
    type: `urn:longshore:error:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    ...(errors && { errors }),
  };
  // As text: a route's own schemas do not speak of what went wrong.
  return reply
    .code(status)
    .type("application/problem+json")
    .serializer((text: string) => text)
    .send(JSON.stringify(problem));
}

/** Everything that a route's schemas found wrong, by its path: `jobs.3.priority`. */
function issuesOf(error: unknown): Problem["errors"] {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  return error.validation.slice(0, mostIssues).map(({ instancePath, message }) => ({
    path: instancePath.slice(1).replaceAll("/", "."),
    message: message ?? "cannot be read",
  }));
}

const mostIssues = 20;

interface Told {
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly id?: string;
}

function toProblem(error: unknown): Told {
  if (isLongshoreError(error)) return { status: error.status, code: error.code, detail: error.message };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = issuesOf(error) ?? [];
    const what = first?.path || "request";
    const invalid = new LongshoreError("INVALID_INPUT", { what, why: first?.message ?? "cannot be read" });
    return { status: 400, code: invalid.code, detail: invalid.message };
  }
  const { statusCode = 500, code } = (error ?? {}) as Partial<FastifyError>;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return { status: 413, code: "REQUEST_TOO_LARGE", detail: messageOf(error) };
  }
  if (statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: "REQUEST_REFUSED", detail: messageOf(error) };
  }
  const id = randomUUID();
  return {
    status: 500,
    code: "INTERNAL_ERROR",
    detail: new LongshoreError("INTERNAL_ERROR", { id }).message,
    id,
  };
}
