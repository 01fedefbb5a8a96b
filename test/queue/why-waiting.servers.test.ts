import { forEachEngine } from "../support/databases.ts";
import { waitingInWords } from "./why-waiting.ts";

forEachEngine("what a job waits for", waitingInWords);
