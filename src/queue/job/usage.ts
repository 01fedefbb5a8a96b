/** What an attempt used while it ran; null where nobody could tell. */
export interface AttemptUsage {
  /** The most memory at once, bytes. */
  readonly peakMemoryBytes: number | null;
  /** How many cores it kept busy on average; 1.5 is one and a half. */
  readonly averageCpuCores: number | null;
}

/** The most that Django's column holds. */
const largestInteger = 2_147_483_647;

export function usageOfRow(row: {
  readonly peak_memory_bytes: number | null;
  readonly average_cpu_cores: number | null;
}): AttemptUsage {
  return { peakMemoryBytes: row.peak_memory_bytes, averageCpuCores: row.average_cpu_cores };
}

/** As `longshore_attempt` keeps it. */
export function attemptColumns({ peakMemoryBytes, averageCpuCores }: AttemptUsage) {
  return { peak_memory_bytes: peakMemoryBytes, average_cpu_cores: averageCpuCores };
}

/** As Django shows it of the job. */
export function jobColumns({ peakMemoryBytes, averageCpuCores }: AttemptUsage) {
  return {
    max_memory_usage: peakMemoryBytes === null ? null : Math.min(peakMemoryBytes, largestInteger),
    cpu_usage_percent: averageCpuCores === null ? null : averageCpuCores * 100,
  };
}
