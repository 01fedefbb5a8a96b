import { forEachEngine } from "../support/databases.ts";
import { adoption } from "./adoption.ts";

forEachEngine("adoption", adoption);
