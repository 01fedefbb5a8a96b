import type { Settings } from "../config.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { installationId } from "../queue/workers/installation.ts";
import type { Logger } from "../worker/settings.ts";
import { isLoopback } from "./auth/host-header.ts";
import { forgetToken, ownToken } from "./auth/own-token.ts";
import { hashToken } from "./auth/tokens.ts";
import { createServer } from "./create-server.ts";

export interface ServeOptions {
  readonly settings: Pick<
    Settings,
    "listen" | "token" | "readToken" | "allowedHosts" | "stateDirectory" | "lease"
  >;
  readonly logger?: Logger;
  /** Make another token of our own. */
  readonly newToken?: boolean;
  /** The folder that the page was built into. */
  readonly page?: string;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** A token of our own that was made just now, and is told nowhere else. */
  readonly newToken?: string;
  /** Ends the open requests and event streams, and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts the API and the page. Without a token of the user's it listens on this machine's own addresses
 * only, and makes a token by itself.
 *
 * @throws {LongshoreError} TOKEN_NEEDED, ADDRESS_UNAVAILABLE, NOT_MIGRATED, INVALID_CONFIG_FILE
 */
export async function serve(database: Database, options: ServeOptions): Promise<RunningServer> {
  const { settings, logger, page } = options;
  const { address, port } = settings.listen;
  const local = isLoopback(address);
  if (!local && settings.token === undefined) {
    throw new LongshoreError("TOKEN_NEEDED", { address: `${address}:${port}` });
  }
  await installationId(database);
  const own =
    settings.token === undefined
      ? await ownToken(settings.stateDirectory, { renew: options.newToken ?? false })
      : { hash: hashToken(settings.token) };
  const server = await createServer(database, {
    keys: {
      operate: own.hash,
      read: settings.readToken === undefined ? undefined : hashToken(settings.readToken),
    },
    lease: settings.lease,
    ...((local || settings.allowedHosts.length > 0) && { allowedHosts: settings.allowedHosts }),
    ...(logger && { logger }),
    ...(page !== undefined && { page }),
  });
  try {
    const url = await server.listen({ host: address, port });
    return { url, ...(own.token && { newToken: own.token }), close: () => server.close() };
  } catch (error) {
    if (own.token) await forgetToken(settings.stateDirectory);
    await server.close();
    throw new LongshoreError(
      "ADDRESS_UNAVAILABLE",
      { address: `${address}:${port}`, why: reasonOf(error) },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return reasons[code] ?? (code || String(error));
}

const reasons: Record<string, string> = {
  EADDRINUSE: "another program listens there",
  EACCES: "this user may not",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "there is no such name",
};
