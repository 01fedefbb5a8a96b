import { forEachEngine } from "../support/databases.ts";
import { serverConformance } from "./conformance.ts";

forEachEngine("the API", serverConformance);
