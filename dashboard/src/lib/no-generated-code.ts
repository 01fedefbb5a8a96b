import { config } from "zod";

/** Zod makes checks faster by making code from text, which the content policy refuses. Must come before any schema. */
config({ jitless: true });
