import { forEachEngine } from "../support/databases.ts";
import { claimOrder } from "./claim-order.ts";

forEachEngine("the order of claims", (engine) => claimOrder(engine));
