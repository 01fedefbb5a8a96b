import { forEachEngine } from "../support/databases.ts";
import { mixedJobs } from "./mixed-jobs.ts";

forEachEngine("mixed jobs", (engine) => mixedJobs(engine, 60));
