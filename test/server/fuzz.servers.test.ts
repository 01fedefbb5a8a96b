import { forEachEngine } from "../support/databases.ts";
import { fuzzing } from "./fuzz.ts";

// What the databases refuse that SQLite takes.
forEachEngine("the API", (engine) => fuzzing(engine, 400));
