import type { RawBuilder } from "kysely";
import type { Database } from "../../database/database.ts";
import type { Cursor } from "./cursor.ts";
import type { JobFilter } from "./job-filter.ts";

/** A way to go through the jobs, each part of which an index has in this order. */
export interface ListOrder {
  /**
   * The first jobs in this order behind a place, of those that a filter's states and times speak of: a table
   * of their ids and of what orders them.
   *
   * @param limit how many at most
   */
  first(
    database: Database,
    filter: JobFilter,
    limit: number,
    after: Cursor | undefined,
  ): Promise<RawBuilder<unknown>>;
  /** Over such a table, called `found`. */
  readonly orderBy: RawBuilder<unknown>;
  /** Where a row of it stands, as a cursor has it. */
  placeOf(database: Database): RawBuilder<string>;
  /** A place before every job. */
  readonly beginning: string;
  /** Whether `placeOf` could have made it. */
  isPlace(text: string): boolean;
}
