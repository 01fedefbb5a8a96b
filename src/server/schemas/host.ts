import { z } from "zod";

export const host = z
  .object({
    id: z.int().describe("Its number."),
    name: z.string().describe("As jobs name it."),
    type: z.string().describe("What it runs: docker or process."),
    connection: z.string().describe("Where its engine is, without anything secret."),
    active: z.boolean().describe("Whether jobs are launched on it."),
    maxJobs: z.int().describe("Jobs at once, over all workers."),
    openJobs: z.int().describe("Jobs that it runs now."),
    weight: z.int().describe("Its share of the jobs that name no host."),
    pull: z.enum(["missing", "always", "never"]).describe("When images are pulled."),
    tls: z
      .object({
        ca: z.string().optional().describe("The file of the authority."),
        cert: z.string().optional().describe("The file of the certificate."),
        key: z.string().optional().describe("The file of the key."),
        verify: z.boolean().describe("Whether the engine's certificate is checked."),
      })
      .nullable()
      .describe("Paths on the workers' machines."),
    allowedImages: z
      .array(z.string())
      .readonly()
      .describe("Patterns of the images that may run; empty is any."),
    security: z
      .object({
        capabilities: z
          .array(z.string())
          .optional()
          .describe("Those that they are given, such as NET_BIND_SERVICE."),
        newPrivileges: z.boolean().optional().describe("Whether programs may gain privileges."),
        pidsLimit: z.int().optional().describe("Processes and threads at most."),
        hostNetwork: z.boolean().optional().describe("Whether a job may join the host's own network."),
        user: z.string().optional().describe("Who they run as, whatever the image says."),
        readOnlyRoot: z.boolean().optional().describe("Whether nothing of the image can be written."),
        swap: z.int().optional().describe("MB of swap beside a job's memory."),
        logSize: z.int().optional().describe("MB that a container's log may take on the host's disk."),
      })
      .describe("What containers may do, where it differs from the defaults."),
  })
  .meta({ id: "Host" });

export const hosts = z.object({ hosts: z.array(host).describe("All, active or not.") });

export const templates = z.object({
  templates: z
    .array(
      z.object({
        name: z.string().describe("As jobs name it."),
        description: z.string().describe("For people."),
      }),
    )
    .describe("All, without their variables."),
});

export type Host = z.input<typeof host>;
