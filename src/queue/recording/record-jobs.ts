import { type RawBuilder, sql } from "kysely";
import { jsonParameter, uuidParameter } from "../../database/codecs.ts";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import type { RowValues } from "../../database/row-values.ts";
import { updateRows } from "../../database/update-rows.ts";
import { type Status, transitions } from "../job/states.ts";
import { jobColumns } from "../job/usage.ts";
import type { AttemptRecord, LaunchedExecution, Outcome } from "./attempt-record.ts";

/** Writes to the jobs what is recorded of their attempts, each job once, and in groups of one statement. */
export async function recordJobs(database: Database, records: readonly AttemptRecord[]): Promise<void> {
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
        ...(record.ended && endOfJob(record.ended.outcome)),
      })),
      set: {
        status: sql.lit(transitions[verb].to),
        updated_at: database.now,
        ...(launched && { launched_at: database.now }),
        ...(launched?.imageDigest && { executor_metadata: metadataWithDigest(database) }),
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

function launchOfJob({ id, startedAt, imageDigest }: LaunchedExecution): RowValues {
  return {
    started_at: startedAt,
    execution_id: id,
    ...(imageDigest && { executor_metadata: jsonParameter({ longshore: { imageDigest } }) }),
  };
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

/** A digest goes beside what the job's metadata has already, of ours and of Django's. */
function metadataWithDigest({ dialect }: Database): RawBuilder<unknown> {
  const old = sql.ref("t.executor_metadata");
  const added = sql.ref("v.executor_metadata");
  if (dialect === "sqlite") return sql`json_patch(coalesce(${old}, '{}'), ${added})`;
  if (isMysqlFamily(dialect)) return sql`json_merge_patch(coalesce(${old}, '{}'), ${added})`;
  return sql`coalesce(nullif(${old}, 'null'), '{}')
    || jsonb_build_object('longshore', coalesce(${old} -> 'longshore', '{}') || (${added} -> 'longshore'))`;
}
