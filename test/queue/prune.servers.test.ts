import { forEachEngine } from "../support/databases.ts";
import { pruning } from "./prune.ts";

forEachEngine("pruning", pruning);
