import { type SqlBool, sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { type Job, readJobs, selectJobs } from "./job.ts";
import type { Status } from "./states.ts";

export interface JobFilter {
  readonly status?: readonly Status[];
  /** Part of the name. */
  readonly name?: string;
  /** The image reference's beginning. */
  readonly image?: string;
  /** Name of an executor host. */
  readonly host?: string;
  /** Created at or after this moment. */
  readonly since?: Date;
}

export interface ListOptions extends JobFilter {
  /** Jobs a page, 1 to 1000. */
  readonly limit?: number;
  /** Id of the last job of the page before. */
  readonly after?: string;
}

/**
 * Jobs, newest first, a page at a time. A page begins behind a job, not at a number, so that jobs which
 * arrive meanwhile neither repeat nor hide any; the job itself need not match the filter any more.
 */
export async function list(database: Database, options: ListOptions = {}): Promise<Job[]> {
  let query = selectJobs(database).orderBy("job.created_at", "desc").orderBy("job.id", "desc");
  query = query.limit(Math.min(Math.max(options.limit ?? 50, 1), 1000));
  if (options.status?.length) query = query.where("job.status", "in", options.status);
  if (options.name) query = query.where(like("job.name", `%${escapeLike(options.name)}%`));
  if (options.image) query = query.where(like("job.docker_image", `${escapeLike(options.image)}%`));
  if (options.host) query = query.where("host.name", "=", options.host);
  if (options.since) query = query.where("job.created_at", ">=", options.since);
  if (options.after) {
    const last = database.query
      .selectFrom("container_manager_containerjob as last")
      .where("last.id", "=", uuidParameter(options.after));
    query = query.where((where) =>
      where.or([
        where("job.created_at", "<", last.select("last.created_at")),
        where.and([
          where("job.created_at", "=", last.select("last.created_at")),
          where("job.id", "<", last.select("last.id")),
        ]),
      ]),
    );
  }
  return readJobs(database, query);
}

function like(column: string, pattern: string) {
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '!'`;
}

/** `!` escapes, since the databases do not read a backslash alike. */
function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, "!$&");
}
