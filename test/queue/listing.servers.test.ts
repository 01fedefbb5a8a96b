import { forEachEngine } from "../support/databases.ts";
import { listing } from "./listing.ts";

forEachEngine("listing", listing);
