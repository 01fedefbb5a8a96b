import { forEachEngine } from "../support/databases.ts";
import { killed } from "./killed.ts";

forEachEngine("a migration", killed);
