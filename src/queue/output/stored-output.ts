import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";

/** A job's output as its row has it, once it has ended; empty before. */
export async function storedOutput(
  database: Database,
  jobId: string,
): Promise<{ stdout: string; stderr: string }> {
  const row = await database.query
    .selectFrom("container_manager_containerjob")
    .select(["stdout_log", "stderr_log"])
    .where("id", "=", uuidParameter(jobId))
    .executeTakeFirst();
  return { stdout: row?.stdout_log ?? "", stderr: row?.stderr_log ?? "" };
}
