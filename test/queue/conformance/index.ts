/** What the queue promises, on every database. */
import type { Engine } from "../../support/databases.ts";
import { attempts } from "./attempts.ts";
import { QueueBench } from "./bench.ts";
import { claiming } from "./claiming.ts";
import { enqueueing } from "./enqueueing.ts";
import { ownership } from "./ownership.ts";
import { puttingBack } from "./put-back.ts";
import { reading } from "./reading.ts";
import { recording } from "./recording.ts";
import { usersVerbs } from "./users-verbs.ts";

export function queueConformance(engine: Engine): void {
  const bench = new QueueBench(engine);
  enqueueing(bench);
  claiming(bench);
  attempts(bench);
  ownership(bench);
  recording(bench);
  usersVerbs(bench);
  puttingBack(bench);
  reading(bench);
}
