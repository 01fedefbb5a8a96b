import { forEachEngine } from "../support/databases.ts";
import { verification } from "./verify.ts";

forEachEngine("verify", verification);
