import { capabilitiesOf, newestVersion, parseVersion, type ServerVersion } from "../database/capabilities.ts";
import type { Server } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import type { Dialect } from "../schema/index.ts";

/** What statements depend on: no connection, only which server it would be. */
export type ServerKind = Pick<Server, "dialect" | "version" | "capabilities">;

/**
 * A server of this dialect, offline.
 *
 * @param version such as "15.4"; the newest that Longshore knows where it is missing
 * @throws {LongshoreError} INVALID_INPUT where the version cannot be read
 */
export function serverKind(dialect: Dialect, version?: string): ServerKind {
  const parsed: ServerVersion | undefined =
    version === undefined ? newestVersion[dialect] : parseVersion(version);
  if (!parsed) {
    throw new LongshoreError("INVALID_INPUT", {
      what: `server version "${version}"`,
      why: "it is no version number; write it as 15.4 or 10.11.6",
    });
  }
  return { dialect, version: parsed, capabilities: capabilitiesOf(dialect, parsed) };
}
