/** fast-check, with the same cases on each run: no run fails by chance. FAST_CHECK_SEED gives others. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });

export default fc;
