import { type RawBuilder, sql } from "kysely";
import { jsonParameter, uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type RowValues, rowValues } from "../../database/row-values.ts";
import { updateRows } from "../../database/update-rows.ts";
import { type Status, transitions } from "../job/states.ts";
import { jobColumns } from "../job/usage.ts";
import type { AttemptRecord, LaunchedExecution, Outcome } from "./attempt-record.ts";

/** Writes to the jobs what is recorded of their attempts, each job once, and in groups of one statement. */
export async function recordJobs(database: Database, records: readonly AttemptRecord[]): Promise<void> {
  const metadata = await metadataWithDigests(database, records);
  const groups = Map.groupBy(records, ({ launched, ended }) =>
    [
      launched && "launched",
      launched?.imageDigest && "digest",
      ended?.outcome.verb,
      ended?.outcome.usage && "usage",
    ].join(" "),
  );
  for (const group of groups.values()) {
    const { launched, ended } = group[0] as AttemptRecord;
    const verb = ended?.outcome.verb ?? "launch";
    // A job that ends as its launch is recorded has not been running to the database.
    const from = transitions[launched ? "launch" : verb].from;
    await updateRows(database, {
      table: "container_manager_containerjob",
      key: ["id"],
      rows: group.map((record) => ({
        id: uuidParameter(record.attempt.jobId),
        ...(record.launched && launchOfJob(record.launched)),
        ...(record.launched?.imageDigest && {
          executor_metadata: metadata.get(record.attempt.jobId) ?? "{}",
        }),
        ...(record.ended && endOfJob(record.ended.outcome)),
      })),
      set: {
        status: sql.lit(transitions[verb].to),
        updated_at: database.now,
        ...(launched && { launched_at: database.now }),
        ...(ended && {
          completed_at: sql`coalesce(v.completed_at, ${database.now})`,
          clean_output: sql`v.stdout_log`,
        }),
      },
      where: isIn(from),
    });
  }
}

function isIn(statuses: readonly Status[]): RawBuilder<unknown> {
  return sql`t.status in (${sql.join(statuses.map((status) => sql.lit(status)))})`;
}

function launchOfJob({ id, startedAt }: LaunchedExecution): RowValues {
  return { started_at: startedAt, execution_id: id };
}

function endOfJob({ exitCode, finishedAt, usage, stdout, stderr }: Outcome): RowValues {
  return {
    exit_code: exitCode,
    completed_at: finishedAt,
    ...(usage && jobColumns(usage)),
    stdout_log: stdout,
    stderr_log: stderr,
  };
}

/** By job: a digest goes beside what the job's metadata has already, of ours and of Django's. */
async function metadataWithDigests(
  database: Database,
  records: readonly AttemptRecord[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const { attempt, launched } of records) {
    if (launched?.imageDigest) digests.set(attempt.jobId, launched.imageDigest);
  }
  if (digests.size === 0) return new Map();
  const keys = [...digests.keys()].map((id) => ({ id: uuidParameter(id) }));
  const { rows } = await sql<{ id: string; executor_metadata: unknown }>`
    select id, executor_metadata
    from container_manager_containerjob
    where id in (select v.id from ${rowValues(database, "container_manager_containerjob", keys)})
  `.execute(database.query);
  return new Map(
    rows.map(({ id, executor_metadata }) => {
      const metadata = (executor_metadata ?? {}) as { longshore?: object };
      const longshore = { ...metadata.longshore, imageDigest: digests.get(id) };
      return [id, jsonParameter({ ...metadata, longshore })];
    }),
  );
}
