import { forEachEngine } from "../support/databases.ts";
import { liveConformance } from "./live.ts";

forEachEngine("the API's events", liveConformance);
