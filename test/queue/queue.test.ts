import { forEachEngine } from "../support/databases.ts";
import { queueConformance } from "./conformance.ts";

forEachEngine("the queue", queueConformance);
