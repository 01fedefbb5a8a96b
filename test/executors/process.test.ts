import { createProcessExecutor } from "../../src/executors/process/index.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { executorConformance } from "./conformance.ts";

executorConformance("process", async () => {
  const stateDirectory = makeFolder();
  return {
    create: () => createProcessExecutor({ stateDirectory }),
    image: "",
    close: async () => removeFolder(stateDirectory),
  };
});
