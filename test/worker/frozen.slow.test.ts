import { writesNothingOnceThawed } from "./frozen.ts";
import { processGround } from "./ground.ts";

writesNothingOnceThawed("sqlite", processGround);
