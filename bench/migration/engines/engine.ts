import type { Contender } from "../contenders.ts";
import type { BenchDialect } from "../rows.ts";

/** A database server, or a file, with the baseline table filled once and copied for each contender. */
export interface BenchEngine {
  readonly dialect: BenchDialect;
  /** Name and version, and the settings that are not the server's own. */
  readonly description: string;
  readonly contenders: readonly Contender[];
  /** Makes the baseline tables as Django has them, with that many rows. */
  fill(rows: number): Promise<void>;
  /** A fresh database with what was filled. Returns its URL. */
  copy(): Promise<string>;
  /** Runs a statement on it, and leaves nothing of that for the database to do later. */
  change(statement: string): Promise<void>;
  /** Removes what `copy` made. */
  drop(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder an empty one of its own */
export type StartEngine = (folder: string) => Promise<BenchEngine>;
