import { writesNothingOnceThawed } from "./frozen.ts";
import { dockerGround } from "./ground.ts";

writesNothingOnceThawed("postgres", dockerGround);
