import { isAbsolute } from "node:path";
import { z } from "zod";
import { LongshoreError } from "../../errors.ts";
import type { Host } from "./hosts.ts";

export const pullPolicies = ["missing", "always", "never"] as const;
export type PullPolicy = (typeof pullPolicies)[number];

const file = z.string().refine(isAbsolute, "must be an absolute path, since workers read it");

/** What Longshore reads in a host's `executor_config`; what else stands there is Django's. */
const hostConfig = z.looseObject({
  pull: z.enum(pullPolicies).optional(),
  /** Files on the workers' machines, in PEM. Never their content. */
  tls: z
    .strictObject({ ca: file.optional(), cert: file.optional(), key: file.optional() })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), "has one of cert and key alone")
    .optional(),
  /** Patterns of the images that may run; all may where it is missing. */
  allowedImages: z.array(z.string().min(1)).optional(),
  security: z
    .strictObject({
      /** Capabilities they are given, such as NET_BIND_SERVICE. */
      capabilities: z
        .array(z.string().regex(/^[A-Z_]+$/, "must be a capability's name, such as NET_BIND_SERVICE"))
        .optional(),
      /** Whether programs may gain privileges by setuid and file capabilities. */
      newPrivileges: z.boolean().optional(),
      /** Processes and threads at most. */
      pidsLimit: z.int().min(1).optional(),
      /** Whether a job may join the host's own network. */
      hostNetwork: z.boolean().optional(),
      /** Who they run as, whatever the image says: a name or number, of a group too behind a colon. */
      user: z
        .string()
        .regex(/^[\w.-]+(:[\w.-]+)?$/, "must be a user or user:group, by name or number")
        .optional(),
      /** Whether nothing of the image can be written; /tmp then is in memory. */
      readOnlyRoot: z.boolean().optional(),
      /** MB of swap beside the memory that a job is limited to. */
      swap: z.int().min(0).optional(),
      /** MB that a container's log may take on the host's disk, 2 at least. */
      logSize: z.int().min(2).optional(),
    })
    .optional(),
});

/** What the host's containers may do, where it differs from the defaults. */
export type HostSecurity = NonNullable<HostConfig["security"]>;

export type HostConfig = z.output<typeof hostConfig>;

/** @throws {LongshoreError} INVALID_INPUT where somebody has written what cannot be read */
export function readHostConfig(name: string, value: unknown): HostConfig {
  const result = hostConfig.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const what = `executor host ${name}, executor_config${["", ...(issue?.path ?? [])].join(".")}`;
  throw new LongshoreError("INVALID_INPUT", { what, why: issue?.message ?? "cannot be read" });
}

/** Django has one switch for it, which wins where the two differ. */
export function pullPolicyOf(host: Pick<Host, "auto_pull_images">, config: HostConfig): PullPolicy {
  if (!host.auto_pull_images) return "never";
  return config.pull === "always" ? "always" : "missing";
}
