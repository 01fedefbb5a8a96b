import { isAtLeast, type ServerVersion } from "../../database/capabilities.ts";
import { LongshoreError } from "../../errors.ts";
import type { Dialect } from "../../schema/index.ts";
import type { ServerKind } from "../server-kind.ts";

interface BrokenVersions {
  readonly dialect: Dialect;
  readonly first: ServerVersion;
  readonly last: ServerVersion;
  readonly why: string;
}

const broken: readonly BrokenVersions[] = [
  {
    dialect: "postgres",
    // 14.3 is 14.3.0 to us: PostgreSQL has two numbers.
    first: [14, 0, 0],
    last: [14, 3, 0],
    why: "CREATE INDEX CONCURRENTLY can leave a corrupt index before 14.4; upgrade to 14.4 or newer first",
  },
  {
    dialect: "mysql",
    first: [8, 0, 29],
    last: [8, 0, 29],
    why: "it can damage tables that got a column with ALGORITHM=INSTANT, and was withdrawn; upgrade to 8.0.30 or newer first",
  },
];

/**
 * Refuses servers on which an online migration is known to do damage.
 *
 * @throws {LongshoreError} UNSUPPORTED_SERVER
 */
export function refuseBrokenServer({ dialect, version }: Pick<ServerKind, "dialect" | "version">): void {
  const found = broken.find(
    (each) => each.dialect === dialect && isAtLeast(version, each.first) && isAtLeast(each.last, version),
  );
  if (!found) return;
  throw new LongshoreError("UNSUPPORTED_SERVER", {
    server: `${dialect} ${version.join(".")}`,
    why: found.why,
  });
}
