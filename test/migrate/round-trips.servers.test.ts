import { forEachEngine } from "../support/databases.ts";
import { roundTrips } from "./round-trips.ts";

forEachEngine("round trips", roundTrips);
