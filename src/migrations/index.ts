import type { Migration } from "../migrate/migration.ts";
import m0001 from "./0001_initial.ts";
import m0002 from "./0002_add_queue_fields.ts";
import m0003 from "./0003_add_workers_and_attempts.ts";
import m0004 from "./0004_add_log_chunks.ts";
import m0005 from "./0005_add_host_capacity.ts";
import m0006 from "./0006_add_attempt_usage.ts";
import m0007 from "./0007_add_claim_indexes.ts";
import m0008 from "./0008_add_attempt_ends.ts";

/** Every migration, in order. `longshore makemigrations` writes this file. */
export const migrations: readonly Migration[] = [m0001, m0002, m0003, m0004, m0005, m0006, m0007, m0008];
