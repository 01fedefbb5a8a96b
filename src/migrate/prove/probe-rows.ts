import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { readCatalog } from "../../database/catalog/index.ts";
import { jsonParameter, uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";
import { migrations } from "../../migrations/index.ts";
import type { Column, ColumnKind } from "../../schema/index.ts";
import { stateAfter } from "../state.ts";

export const job = "container_manager_containerjob";
const host = "container_manager_executorhost";

/** Every row of a probe hangs on a host of such a name, which is not active: nobody runs its jobs. */
const hostPrefix = "longshore prove ";

/** What an application that knows only the old columns writes. */
export interface ProbeRows {
  readonly host: number;
  /** Inserts a job; returns its id. */
  insert(database: Database): Promise<string>;
}

/**
 * Makes the host that the probes' jobs hang on.
 *
 * @throws {LongshoreError} INVALID_INPUT where there is no table to probe
 */
export async function makeProbeRows(database: Database): Promise<ProbeRows> {
  const hostValues = await oldColumns(database, host);
  const jobValues = await oldColumns(database, job);
  const name = `${hostPrefix}${randomUUID()}`;
  await insert(database, host, { ...hostValues, name });
  const { id } = await database.query
    .selectFrom(host)
    .select("id")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return {
    host: Number(id),
    async insert(probing) {
      const jobId = randomUUID();
      const own = { id: uuidParameter(jobId), name: "probe", status: "pending", docker_host_id: Number(id) };
      await insert(probing, job, { ...jobValues, ...own });
      return jobId;
    },
  };
}

/** Removes what any proof made, a killed one too. */
export async function removeProbeRows({ query }: Database): Promise<void> {
  const hosts = await query.selectFrom(host).select("id").where("name", "like", `${hostPrefix}%`).execute();
  for (const { id } of hosts) {
    await query.deleteFrom(job).where("docker_host_id", "=", id).execute();
    await query.deleteFrom(host).where("id", "=", id).execute();
  }
}

/** Values for the columns that must have one: those from before the queue, and those that have no default now. */
async function oldColumns(database: Database, table: string): Promise<Record<string, unknown>> {
  const found = (await readCatalog(database, [table])).get(table);
  if (!found) {
    const why = `there is no table ${table} yet; try it on a copy of a database in use`;
    throw new LongshoreError("INVALID_INPUT", { what: "--prove", why });
  }
  const before = stateAfter(migrations.slice(0, 1)).get(table)?.columns ?? {};
  const declared = Object.entries<Column>(stateAfter(migrations).get(table)?.columns ?? {});
  const needed = declared.filter(([name, column]) => {
    const existing = found.columns.find((candidate) => candidate.name === name);
    return (
      existing !== undefined &&
      !existing.nullable &&
      !existing.serial &&
      column.kind !== "serial" &&
      (name in before || existing.default === undefined)
    );
  });
  return Object.fromEntries(needed.map(([name, column]) => [name, plainValue(column, database)]));
}

function plainValue(column: Column, database: Database): unknown {
  if (column.default !== undefined) return column.default;
  const values: Partial<Record<ColumnKind, unknown>> = {
    datetime: database.now,
    json: jsonParameter({}),
    boolean: false,
    varchar: "",
    text: "",
  };
  return values[column.kind] ?? 0;
}

async function insert(database: Database, table: string, values: Record<string, unknown>): Promise<void> {
  const names = sql.join(Object.keys(values).map((name) => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (${names}) values (${sql.join(Object.values(values))})`.execute(
    database.query,
  );
}
