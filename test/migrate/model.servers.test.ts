import { forEachEngine } from "../support/databases.ts";
import { model } from "./model.ts";

forEachEngine("a model of migrate", model);
