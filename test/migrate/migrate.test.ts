import { forEachEngine } from "../support/databases.ts";
import { conformance } from "./conformance.ts";

forEachEngine("migrate", conformance);
