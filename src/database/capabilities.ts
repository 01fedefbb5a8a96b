import type { Dialect } from "../schema/index.ts";

/** Major, minor, patch. */
export type ServerVersion = readonly [number, number, number];

/** What a server can do. Code asks these, never for a dialect's name where one of them will do. */
export interface Capabilities {
  /** DDL takes part in transactions. Where it does not, each statement commits by itself. */
  readonly transactionalDdl: boolean;
  /** `CREATE INDEX … WHERE` */
  readonly partialIndexes: boolean;
  /** `CREATE INDEX CONCURRENTLY` */
  readonly concurrentIndexes: boolean;
  /** `DESC` in an index is stored, not only read and forgotten. */
  readonly descendingIndexes: boolean;
  readonly columnComments: boolean;
  /** A type `uuid`; elsewhere char(32), hexadecimal without dashes. */
  readonly uuidType: boolean;
  /** A named CHECK can be added to a table without copying it. */
  readonly addNamedCheck: boolean;
  /** `FOR UPDATE SKIP LOCKED` */
  readonly skipLocked: boolean;
}

/** What a server of this dialect and version can do; needs no connection. */
export function capabilitiesOf(dialect: Dialect, version: ServerVersion): Capabilities {
  switch (dialect) {
    case "postgres":
      return {
        transactionalDdl: true,
        partialIndexes: true,
        concurrentIndexes: true,
        descendingIndexes: true,
        columnComments: true,
        uuidType: true,
        addNamedCheck: true,
        skipLocked: true,
      };
    case "sqlite":
      return {
        transactionalDdl: true,
        partialIndexes: true,
        concurrentIndexes: false,
        descendingIndexes: true,
        columnComments: false,
        uuidType: false,
        addNamedCheck: isAtLeast(version, [3, 53, 0]),
        skipLocked: false,
      };
    case "mariadb":
      return {
        transactionalDdl: false,
        partialIndexes: false,
        concurrentIndexes: false,
        descendingIndexes: isAtLeast(version, [10, 8, 0]),
        columnComments: true,
        uuidType: isAtLeast(version, [10, 7, 0]),
        addNamedCheck: false,
        skipLocked: isAtLeast(version, [10, 6, 0]),
      };
    case "mysql":
      return {
        transactionalDdl: false,
        partialIndexes: false,
        concurrentIndexes: false,
        descendingIndexes: true,
        columnComments: true,
        uuidType: false,
        addNamedCheck: false,
        skipLocked: true,
      };
  }
}

/** The newest version that `sqlmigrate` assumes where none is named. */
export const newestVersion: Record<Dialect, ServerVersion> = {
  postgres: [18, 0, 0],
  mariadb: [11, 8, 0],
  mysql: [8, 4, 0],
  sqlite: [3, 53, 0],
};

export function isAtLeast(version: ServerVersion, wanted: ServerVersion): boolean {
  for (const [place, number] of wanted.entries()) {
    const have = version[place] ?? 0;
    if (have !== number) return have > number;
  }
  return true;
}

/** The first dotted number in what a server says of itself: `15.18 (Debian …)`, `10.11.19-MariaDB`. */
export function parseVersion(text: string): ServerVersion | undefined {
  const match = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}
