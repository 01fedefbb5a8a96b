import type { Database } from "../../database/database.ts";
import {
  type HostConfig,
  type HostSecurity,
  type PullPolicy,
  pullPolicyOf,
  readHostConfig,
} from "./host-config.ts";
import { listHosts } from "./hosts.ts";

/** An executor host as callers see it. */
export interface HostView {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** Without anything secret. */
  readonly connection: string;
  readonly active: boolean;
  /** Jobs at once, over all workers, and how many there are now. */
  readonly maxJobs: number;
  readonly openJobs: number;
  readonly weight: number;
  readonly pull: PullPolicy;
  /** Paths on the workers' machines. */
  readonly tls: (NonNullable<HostConfig["tls"]> & { readonly verify: boolean }) | null;
  /** Empty where all may run. */
  readonly allowedImages: readonly string[];
  /** What differs from the defaults. */
  readonly security: HostSecurity;
}

/** @throws {LongshoreError} INVALID_INPUT where a host's configuration cannot be read */
export async function viewHosts(database: Database): Promise<HostView[]> {
  const open = await database.query
    .selectFrom("longshore_attempt")
    .select(["host_id", (select) => select.fn.countAll<number | string>().as("count")])
    .where("ended_at", "is", null)
    .groupBy("host_id")
    .execute();
  const openJobs = new Map(open.map(({ host_id, count }) => [host_id, Number(count)]));
  return (await listHosts(database)).map((host) => {
    const config = readHostConfig(host.name, host.executor_config);
    return {
      id: host.id,
      name: host.name,
      type: host.executor_type,
      connection: host.connection_string.replace(/\/\/[^/@]*@/, "//"),
      active: host.is_active,
      maxJobs: host.max_concurrent_jobs,
      openJobs: openJobs.get(host.id) ?? 0,
      weight: host.weight,
      pull: pullPolicyOf(host, config),
      tls: host.tls_enabled ? { ...config.tls, verify: host.tls_verify } : null,
      allowedImages: config.allowedImages ?? [],
      security: config.security ?? {},
    };
  });
}
