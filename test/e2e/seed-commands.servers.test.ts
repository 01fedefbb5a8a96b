import { forEachEngine } from "../support/databases.ts";
import { seedCommands } from "./seed-commands.ts";

forEachEngine("the seed", seedCommands);
