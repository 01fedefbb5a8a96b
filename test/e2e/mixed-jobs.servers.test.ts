import { describe } from "vitest";
import { mixedJobs } from "./mixed-jobs.ts";

// SQLite as well: that many take too long for the quick tests.
describe.each(["sqlite", "postgres", "mariadb"] as const)("mixed jobs on %s", (engine) =>
  mixedJobs(engine, 500),
);
