import { fuzzing } from "./fuzz.ts";

fuzzing(400);
