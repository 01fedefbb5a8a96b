import { bigint } from "./column.ts";
import { table } from "./table.ts";

/**
 * A row for each executor host, to be locked by whoever counts the host's open attempts and adds to them.
 * The host's own row would not do: each enqueue holds a lock on it, through the job's foreign key, for as
 * long as its caller's transaction lasts.
 */
export const host = table("longshore_host", { host_id: bigint() }, { primaryKey: ["host_id"] });
