import { forEachEngine } from "../support/databases.ts";
import { badInput } from "./bad-input.ts";

forEachEngine("bad input", badInput);
