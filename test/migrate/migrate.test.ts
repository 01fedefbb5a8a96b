import { forEachEngine } from "../support/databases.ts";
import { conformance } from "./conformance.ts";
import { runs } from "./runs.ts";

forEachEngine("migrate", conformance);
forEachEngine("a run of migrate", runs);
