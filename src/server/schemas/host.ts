import { z } from "zod";

export const host = z
  .object({
    id: z.int(),
    name: z.string(),
    type: z.string(),
    connection: z.string(),
    active: z.boolean(),
    maxJobs: z.int(),
    openJobs: z.int(),
    weight: z.int(),
    pull: z.enum(["missing", "always", "never"]),
    tls: z
      .object({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
        verify: z.boolean(),
      })
      .nullable()
      .describe("Paths on the workers' machines."),
    allowedImages: z.array(z.string()).readonly(),
    security: z.object({
      capabilities: z.array(z.string()).optional(),
      newPrivileges: z.boolean().optional(),
      pidsLimit: z.int().optional(),
      hostNetwork: z.boolean().optional(),
    }),
  })
  .meta({ id: "Host" });

export const hosts = z.object({ hosts: z.array(host) });

export const templates = z.object({
  templates: z.array(z.object({ name: z.string(), description: z.string() })),
});

export type Host = z.input<typeof host>;
