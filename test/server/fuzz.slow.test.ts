import { fuzzing } from "./fuzz.ts";

fuzzing(10_000);
