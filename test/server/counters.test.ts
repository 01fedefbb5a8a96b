import { forEachEngine } from "../support/databases.ts";
import { counters } from "./counters.ts";

forEachEngine("the metrics", counters);
