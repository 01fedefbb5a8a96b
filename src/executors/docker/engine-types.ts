/** Of what the engine's API answers, the parts that are read here; the same from API 1.41 on. */

export interface ContainerInspect {
  readonly Id: string;
  /** The image's id: a digest of its own, not that of its registry. */
  readonly Image: string;
  /** The program that runs: the image's entrypoint, or the command's first word. */
  readonly Path: string;
  readonly State: {
    readonly Status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
    readonly OOMKilled: boolean;
    readonly ExitCode: number;
    /** Why the engine could not start it; empty where it could, or was not asked to. */
    readonly Error: string;
    /** Year 1 where it was never started. */
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
  readonly HostConfig: {
    /** Bytes; 0 for no limit. */
    readonly Memory: number;
  };
  readonly Config: {
    readonly Labels: Readonly<Record<string, string>> | null;
    /** The job's and the image's. */
    readonly Env: readonly string[] | null;
    readonly WorkingDir: string;
    /** As the image wishes to be stopped. */
    readonly StopSignal?: string;
  };
}

/** A container in a list. */
export interface ContainerSummary {
  readonly Id: string;
  readonly ImageID: string;
}

/** What a container uses at this moment. Of one that does not run, the numbers are missing or 0. */
export interface ContainerStats {
  /** When it was measured, by the engine's clock. */
  readonly read: string;
  /** Nanoseconds, of all cores, since it was started. */
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage?: number } };
  /** Bytes; the most so far only where the engine's machine has version 1 of control groups. */
  readonly memory_stats: { readonly usage?: number; readonly max_usage?: number };
}
