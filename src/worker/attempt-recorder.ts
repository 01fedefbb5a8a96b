import type { Database } from "../database/database.ts";
import { leaseLost, nameOf, type OwnedAttempt, ownAttempts } from "../queue/attempt/ownership.ts";
import type {
  AttemptRecord,
  LaunchedExecution,
  Outcome,
  RunAgain,
} from "../queue/recording/attempt-record.ts";
import { recordAttempts } from "../queue/recording/record-attempts.ts";
import { Batcher } from "./batcher.ts";

/** Attempts, and characters of output, that one transaction records. */
const mostAttempts = 100;
const mostOutput = 1_048_576;

/** That an attempt was launched, on its way into the database. */
export interface LaunchMark {
  readonly record: AttemptRecord;
  /**
   * Resolves when the database knows; undefined where it is told with the end alone.
   *
   * @throws {LongshoreError} LEASE_LOST
   */
  readonly recorded: Promise<unknown> | undefined;
}

/**
 * Writes down, for all attempts of a worker, what became of them: those of about the same time in one
 * transaction. A launch that the database has not been told of when the execution ends is told together
 * with the end, so that of a short job the wide row is written twice and not three times. If the worker
 * dies before that, the next one finds what was launched by the attempt's name, as after any launch.
 */
export class AttemptRecorder {
  readonly #confirmations: Batcher<OwnedAttempt, true>;
  readonly #records: Batcher<AttemptRecord, boolean>;

  constructor(database: Database) {
    this.#confirmations = new Batcher<OwnedAttempt, true>(
      async (attempts) => {
        const own = await ownAttempts(database, attempts);
        return attempts.map((attempt) => own.has(nameOf(attempt)) || leaseLost(attempt));
      },
      { most: mostAttempts },
    );
    this.#records = new Batcher<AttemptRecord, boolean>(
      async (records) =>
        (await recordAttempts(database, records)).map((recorded) =>
          recorded instanceof Error ? recorded : recorded.again,
        ),
      {
        most: mostAttempts,
        weigh: ({ ended }) => (ended ? ended.outcome.stdout.length + ended.outcome.stderr.length : 0),
        mostWeight: mostOutput,
      },
    );
  }

  /** Asks whether the attempt is still this worker's. @throws {LongshoreError} LEASE_LOST */
  async confirm(attempt: OwnedAttempt): Promise<void> {
    await this.#confirmations.add(attempt);
  }

  /**
   * Records that the attempt was launched; see LaunchMark.
   *
   * @param over whether it has ended since: its end is then recorded in a moment, and this with it
   */
  launched(attempt: OwnedAttempt, launched: LaunchedExecution, over: boolean): LaunchMark {
    const record = { attempt, launched };
    if (over) return { record, recorded: undefined };
    const recorded = this.#records.add(record);
    // Whoever settles learns of a failure; nobody may.
    recorded.catch(() => {});
    return { record, recorded };
  }

  /**
   * Records how an attempt ended.
   *
   * @param mark its launch, where this worker launched it
   * @returns whether the job will be run again
   * @throws {LongshoreError} LEASE_LOST
   */
  async settle(
    attempt: OwnedAttempt,
    ended: { readonly outcome: Outcome; readonly retry: RunAgain },
    mark?: LaunchMark,
  ): Promise<boolean> {
    if (!mark) return this.#records.add({ attempt, ended });
    const both = { ...mark.record, ended };
    if (!mark.recorded) return this.#records.add(both);
    const merged = this.#records.replace(mark.record, both);
    if (merged) return merged;
    // A job whose launch could not be recorded is not running to the database, and could not be ended there.
    await mark.recorded;
    return this.#records.add({ attempt, ended });
  }
}
