import { protocolPoints } from "../../src/worker/protocol-points.ts";
import { survivesCrashes } from "./crash-points.ts";
import { processGround } from "./ground.ts";

survivesCrashes("sqlite", protocolPoints, 8, processGround);
