import { describe } from "vitest";
import { forEachEngine } from "../support/databases.ts";
import { flatClaim } from "./claim-flat.ts";

forEachEngine("guarantee 17: a claim", (engine) => flatClaim(engine));

// Here there is Python, which tells.
describe("guarantee 17: a claim on sqlite, in steps of its virtual machine", () =>
  flatClaim("sqlite", "steps"));
