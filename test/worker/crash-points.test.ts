import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/index.ts";
import { installationId } from "../../src/queue/installation.ts";
import { protocolPoints } from "../../src/worker/protocol-points.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { survivesCrashes } from "./crash-points.ts";

const folder = makeFolder();
const marks = path.join(folder, "marks");
afterAll(() => removeFolder(folder));

survivesCrashes("sqlite", protocolPoints, 8, async ({ database }) => {
  const executor = createProcessExecutor({ stateDirectory: folder });
  const installation = await installationId(database);
  return {
    job: (name, script) => ({ command: ["sh", "-c", `echo '${name}' >> '${marks}'; ${script}`] }),
    settings: { stateDirectory: folder },
    startsOf: async ({ name }) =>
      readFileSync(marks, "utf8")
        .split("\n")
        .filter((line) => line === name).length,
    leftovers: () => executor.list(installation),
  };
});
