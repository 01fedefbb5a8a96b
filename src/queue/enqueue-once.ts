import { createHash } from "node:crypto";
import { formatUuid, uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { enqueueMany } from "./enqueue.ts";
import type { JobSpec } from "./job/job-spec.ts";
import { installationId } from "./workers/installation.ts";

/**
 * Puts jobs into the queue unless the same request, under the same key, has done so before: then these are
 * the ids of those jobs. The key makes the ids, so that of two that come at once one finds the other's rows,
 * and nothing has to be kept besides the jobs.
 *
 * @param request what was asked for, as text; the same key may not ask for something else
 * @throws {LongshoreError} IDEMPOTENCY_CONFLICT, INVALID_INPUT, HOST_NOT_FOUND, TEMPLATE_NOT_FOUND
 */
export async function enqueueOnce(
  database: Database,
  specs: readonly JobSpec[],
  { key, request }: { readonly key: string; readonly request: string },
): Promise<string[]> {
  const installation = await installationId(database);
  const idOf = (place: number) => uuidOfName(installation, `${key} ${place}`);
  const digest = createHash("sha256").update(request).digest("hex");
  const known = specs.map((_, place) => idOf(place));
  if (await madeBefore(database, idOf(0), digest, key)) return known;
  try {
    return await enqueueMany(database, specs, { idOf, request: digest });
  } catch (error) {
    // Another request was faster by a moment, or of a batch somebody has deleted the first job alone.
    if (await madeBefore(database, idOf(0), digest, key)) return known;
    if (await someExist(database, known)) throw conflict(key, error);
    throw error;
  }
}

/** @throws {LongshoreError} IDEMPOTENCY_CONFLICT where another request made the job, or it is gone since */
async function madeBefore(database: Database, id: string, digest: string, key: string): Promise<boolean> {
  const job = await database.query
    .selectFrom("container_manager_containerjob")
    .select("executor_metadata")
    .where("id", "=", uuidParameter(id))
    .executeTakeFirst();
  const metadata = job?.executor_metadata as { longshore?: { request?: unknown } } | null | undefined;
  if (metadata?.longshore?.request === digest) return true;
  // Of a job that Django deleted its attempts may be left, and would be taken for the new one's.
  const attempt = await database.query
    .selectFrom("longshore_attempt")
    .select("number")
    .where("job_id", "=", uuidParameter(id))
    .limit(1)
    .executeTakeFirst();
  if (job || attempt) throw conflict(key);
  return false;
}

async function someExist(database: Database, ids: readonly string[]): Promise<boolean> {
  const job = await database.query
    .selectFrom("container_manager_containerjob")
    .select("id")
    .where("id", "in", ids.map(uuidParameter))
    .limit(1)
    .executeTakeFirst();
  return job !== undefined;
}

function conflict(key: string, cause?: unknown): LongshoreError {
  return new LongshoreError("IDEMPOTENCY_CONFLICT", { key: JSON.stringify(key) }, { cause });
}

/** A UUID of version 5 (RFC 9562): the same for the same name. */
function uuidOfName(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(uuidParameter(namespace), "hex"))
    .update(name)
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  return formatUuid(hash.toString("hex", 0, 16));
}
