import { forEachEngine } from "../support/databases.ts";
import { fuzzing } from "./fuzz.ts";

forEachEngine("the API", (engine) => fuzzing(engine, 400));
