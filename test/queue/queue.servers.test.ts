import { forEachEngine } from "../support/databases.ts";
import { queueConformance } from "./conformance/index.ts";

forEachEngine("the queue", queueConformance);
