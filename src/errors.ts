/**
 * Every error a user can meet, in one table: code, HTTP status, exit code, and the message.
 * docs/errors.md has one entry for each code; a test holds the two together.
 *
 * A message says what was wrong, where, and how to mend it, in one line.
 */

interface ErrorKind {
  /** What the HTTP API answers. */
  readonly status: number;
  /** What the command line exits with: 2 for wrong usage or input, 1 for a failed check or operation, 130 after Ctrl-C. */
  readonly exitCode: 1 | 2 | 130;
  readonly message: (detail: never) => string;
}

const badInput = { status: 400, exitCode: 2 } as const;
const notFound = { status: 404, exitCode: 2 } as const;
const conflict = { status: 409, exitCode: 1 } as const;
const unavailable = { status: 503, exitCode: 1 } as const;

export const errors = {
  // Usage and settings
  INVALID_INPUT: { ...badInput, message: (d: { what: string; why: string }) => `${d.what}: ${d.why}` },
  UNSTORABLE_TEXT: {
    ...badInput,
    message: (d: { why: string }) =>
      `the database cannot store a text (${d.why}): its table is not utf8mb4; convert it, or leave the characters out`,
  },
  INVALID_DATABASE_URL: {
    ...badInput,
    message: (d: { url: string; why: string }) =>
      `database URL ${d.url}: ${d.why}; use sqlite:PATH, postgres://…, mysql://… or mariadb://…`,
  },
  INVALID_CONFIG_FILE: {
    ...badInput,
    message: (d: { path: string; why: string }) => `settings file ${d.path}: ${d.why}`,
  },

  // Database
  DATABASE_UNREACHABLE: {
    ...unavailable,
    message: (d: { url: string; why: string }) => `cannot reach the database ${d.url}: ${d.why}`,
  },
  DATABASE_READ_ONLY: {
    ...badInput,
    message: (d: { url: string; why?: string }) =>
      `the database ${d.url} is read-only${d.why ? ` (${d.why})` : ""}: give this user write access, or choose another with --database`,
  },
  DATABASE_BUSY: {
    ...unavailable,
    message: (d: { url: string }) =>
      `the database ${d.url} stayed locked by another process: try again when it is done`,
  },
  UNSUPPORTED_SERVER: {
    ...unavailable,
    message: (d: { server: string; why: string }) => `${d.server} is not supported: ${d.why}`,
  },
  NOT_MIGRATED: {
    ...conflict,
    message: (d: { why: string }) => `the database is not migrated (${d.why}): run "longshore migrate" first`,
  },

  // Migrations
  UNKNOWN_MIGRATION: {
    ...notFound,
    message: (d: { name: string; known: string }) =>
      `no migration is called "${d.name}": known are ${d.known}`,
  },
  AMBIGUOUS_MIGRATION: {
    ...badInput,
    message: (d: { name: string; matches: string }) =>
      `"${d.name}" could be ${d.matches}: write more of the name`,
  },
  SCHEMA_CONFLICT: {
    ...conflict,
    message: (d: { object: string; wanted: string; found: string }) =>
      `${d.object} exists with another definition: wanted ${d.wanted}; found ${d.found}`,
  },
  ROWS_VIOLATE_CHECK: {
    ...conflict,
    message: (d: { check: string; table: string; count: number; examples: string }) =>
      `${d.count} rows of ${d.table} violate ${d.check} (for example ${d.examples}): mend them, then migrate again`,
  },
  SCHEMA_LOCKED: {
    ...unavailable,
    message: (d: { what: string; attempts: number; blocker?: string }) =>
      `could not ${d.what}: others held its lock at each of ${d.attempts} attempts${d.blocker ? ` (${d.blocker})` : ""}; migrate again when they are done`,
  },
  SHARED_SESSION: {
    ...conflict,
    message: (d: { url: string }) =>
      `the connection to ${d.url} goes through a pooler in transaction mode, such as pgbouncer, which keeps no session: migrate through a direct connection, or one in session mode`,
  },
  MISSING_PRIVILEGE: {
    ...conflict,
    message: (d: { user: string; what: string; how: string }) =>
      `${d.user} may not ${d.what}: ${d.how}; nothing was changed`,
  },
  ADOPTED_BASELINE: {
    ...conflict,
    message: (d: { name: string; table: string }) =>
      `${d.name} cannot be undone: ${d.table} was there before it, and stays; "longshore migrate ${d.name}" goes back as far as can be, and "longshore migrate zero --fake" then forgets the history`,
  },
  COPY_NOT_ALLOWED: {
    ...conflict,
    message: (d: { step: string; table: string }) =>
      `to ${d.step} the server copies the whole table, and writes to it wait meanwhile: allow it with --allow-copy ${d.table}`,
  },
  MIGRATION_INTERRUPTED: {
    status: 503,
    exitCode: 130,
    message: (d: { what: string }) =>
      `interrupted at "${d.what}"; "longshore migrate" goes on from there, and mends what is half done`,
  },
  MIGRATION_FAILED: {
    ...conflict,
    message: (d: { name: string; step: string; why: string }) =>
      `${d.name} stopped at "${d.step}": ${d.why}; once that is mended, migrate again: it goes on from there`,
  },
  MIGRATION_INCOMPLETE: {
    ...conflict,
    message: (d: { name: string; left: string }) =>
      `${d.name} is not done (left: ${d.left}): something else changed the schema meanwhile; migrate again`,
  },
  UNSUPPORTED_CHANGE: {
    ...badInput,
    message: (d: { object: string; why: string }) => `${d.object}: ${d.why}`,
  },
  UNKNOWN_TABLE: {
    ...notFound,
    message: (d: { name: string; known: string }) => `no table is called "${d.name}": known are ${d.known}`,
  },

  // Queue
  JOB_NOT_FOUND: {
    ...notFound,
    message: (d: { id: string }) => `no job has the id ${d.id}: "longshore jobs" lists them`,
  },
  AMBIGUOUS_JOB_ID: {
    ...badInput,
    message: (d: { id: string; matches: string }) =>
      `${d.id} begins several job ids (${d.matches}): write more of it`,
  },
  INVALID_TRANSITION: {
    ...conflict,
    message: (d: { id: string; from: string; verb: string; allowed: string }) =>
      `job ${d.id} is ${d.from}, so it cannot be ${d.verb}: that takes a job that is ${d.allowed}`,
  },
  LEASE_LOST: {
    ...conflict,
    message: (d: { id: string; attempt: number }) =>
      `attempt ${d.attempt} of job ${d.id} belongs to another worker now: nothing was written`,
  },
  HOST_NOT_FOUND: {
    ...notFound,
    message: (d: { name: string; known: string }) =>
      `no executor host is called "${d.name}": known are ${d.known}`,
  },
  NO_ACTIVE_HOST: {
    ...conflict,
    message: (d: { type: string; names: string }) =>
      `no executor host for ${d.type} jobs is active: activate one of ${d.names} ("longshore hosts update NAME --active"), or name another with --host`,
  },
  HOST_EXISTS: {
    ...conflict,
    message: (d: { name: string }) =>
      `an executor host is called "${d.name}" already: "longshore hosts update" changes it`,
  },
  HOST_IN_USE: {
    ...conflict,
    message: (d: { name: string }) =>
      `jobs refer to the executor host "${d.name}", so it stays: "longshore hosts update ${d.name} --inactive" gives it no more`,
  },
  TEMPLATE_NOT_FOUND: {
    ...notFound,
    message: (d: { name: string; known: string }) =>
      `no environment template is called "${d.name}": known are ${d.known}`,
  },

  // Server
  UNAUTHENTICATED: {
    status: 401,
    exitCode: 1,
    message: (d: { why: string }) =>
      `${d.why}: send "Authorization: Bearer TOKEN", or log in with POST /api/v1/session`,
  },
  FORBIDDEN: { status: 403, exitCode: 1, message: (d: { why: string }) => d.why },
  TOO_MANY_FAILURES: {
    status: 429,
    exitCode: 1,
    message: (d: { seconds: number }) =>
      `too many wrong tokens from this address: try again in ${d.seconds} s`,
  },
  ROUTE_NOT_FOUND: {
    ...notFound,
    message: (d: { method: string; path: string }) =>
      `there is no ${d.method} ${d.path}: /api/openapi.json lists what there is`,
  },
  WRONG_HOST: {
    status: 421,
    exitCode: 2,
    message: (d: { host: string }) =>
      `this server is not called ${d.host}: open it by its address, or name it in LONGSHORE_ALLOWED_HOSTS`,
  },
  REQUEST_REFUSED: { ...badInput, message: (d: { why: string }) => d.why },
  REQUEST_TOO_LARGE: {
    status: 413,
    exitCode: 2,
    message: (d: { limit: number }) => `the request's body may have ${d.limit} bytes`,
  },
  IDEMPOTENCY_CONFLICT: {
    ...conflict,
    message: (d: { key: string }) =>
      `the idempotency key ${d.key} was used with another body: nothing was made; use a new key`,
  },
  INTERNAL_ERROR: {
    status: 500,
    exitCode: 1,
    message: (d: { id: string }) =>
      `something went wrong that should not: the server's log has it as ${d.id}`,
  },
  TOKEN_NEEDED: {
    ...badInput,
    message: (d: { address: string }) =>
      `${d.address} can be reached from other machines: set LONGSHORE_TOKEN to a token of yours (openssl rand -base64 32), or listen on 127.0.0.1`,
  },
  ADDRESS_UNAVAILABLE: {
    ...unavailable,
    message: (d: { address: string; why: string }) =>
      `cannot listen on ${d.address}: ${d.why}; choose another with --listen ADDRESS:PORT`,
  },

  // Executors
  EXECUTION_RUNNING: {
    ...conflict,
    message: (d: { id: string }) => `execution ${d.id} is running, so it cannot be removed: stop it first`,
  },
  ENGINE_UNREACHABLE: {
    ...unavailable,
    message: (d: { host: string; why: string }) => `cannot reach the container engine ${d.host}: ${d.why}`,
  },
  ENGINE_ERROR: {
    ...unavailable,
    message: (d: { host: string; why: string }) => `the container engine ${d.host} answered: ${d.why}`,
  },
  FOREIGN_CONTAINER: {
    ...conflict,
    message: (d: { id: string }) => `container ${d.id} was not made by Longshore, so it is left alone`,
  },
  ENGINE_UNSUPPORTED: {
    ...unavailable,
    message: (d: { host: string; why: string }) =>
      `the container engine ${d.host} is not supported: ${d.why}`,
  },
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errors;
type Detail<C extends ErrorCode> = Parameters<(typeof errors)[C]["message"]>[0];

/** An error with a code from the table above. Anything else that is thrown is a bug of ours. */
export class LongshoreError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "LongshoreError";
  readonly code: C;
  readonly detail: Detail<C>;

  constructor(code: C, detail: Detail<C>, options?: { cause?: unknown }) {
    // The table pairs each code with its own detail; TypeScript cannot follow that through an index.
    super((errors[code].message as (d: Detail<C>) => string)(detail), options);
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return errors[this.code].status;
  }

  get exitCode(): 1 | 2 | 130 {
    return errors[this.code].exitCode;
  }
}

/** Whether `error` is a LongshoreError, of one of `codes` where any are given. */
export function isLongshoreError<C extends ErrorCode>(
  error: unknown,
  ...codes: C[]
): error is LongshoreError<C> {
  return (
    error instanceof LongshoreError && (codes.length === 0 || (codes as ErrorCode[]).includes(error.code))
  );
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
