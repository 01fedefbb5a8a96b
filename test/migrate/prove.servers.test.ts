import { forEachEngine } from "../support/databases.ts";
import { proves } from "./prove.ts";

forEachEngine("migrate --prove", proves);
