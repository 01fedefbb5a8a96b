import { forEachEngine } from "../support/databases.ts";
import { archives } from "./archive.ts";

forEachEngine("the archive", archives);
