import { createDockerExecutor } from "../../src/executors/docker/index.ts";
import { dockerEngine } from "../support/docker.ts";
import { executorConformance } from "./conformance.ts";

executorConformance("docker", async () => {
  const { url, image } = await dockerEngine();
  return {
    create: () => createDockerExecutor({ connection: url, pull: "never" }),
    image,
    limits: true,
    close: async () => {},
  };
});
