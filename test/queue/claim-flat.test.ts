import { forEachEngine } from "../support/databases.ts";
import { flatClaim } from "./claim-flat.ts";

forEachEngine("guarantee 17: a claim", (engine) => flatClaim(engine));
