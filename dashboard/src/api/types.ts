/** What the server answers, as its own schemas say. */

import type { z } from "zod";
import type { templates } from "../../../src/server/schemas/host.ts";

export type { BulkRequest, BulkResult } from "../../../src/server/schemas/actions.ts";
export type { Host } from "../../../src/server/schemas/host.ts";
export type { Attempt, Job, JobDetail, TimelineEvent } from "../../../src/server/schemas/job.ts";
export type { LogChunk } from "../../../src/server/schemas/log.ts";
export type { MigrationsView, SchemaView } from "../../../src/server/schemas/migration.ts";
export type { JobSpec } from "../../../src/server/schemas/spec.ts";
export type { Series, Stats } from "../../../src/server/schemas/stats.ts";
export type { Worker } from "../../../src/server/schemas/worker.ts";
export type Template = z.input<typeof templates>["templates"][number];
