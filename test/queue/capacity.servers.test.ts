import { forEachEngine } from "../support/databases.ts";
import { hostCapacity } from "./capacity.ts";

forEachEngine("a host's capacity", hostCapacity);
