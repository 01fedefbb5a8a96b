import type { Settings } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { RunningServer } from "../server/serve.ts";
import type { Logger } from "../worker/settings.ts";
import { print } from "./output.ts";

/** Starts the API and the page, and tells where they are; a token that was made just now is told this once. */
export async function startServer(
  database: Database,
  options: { readonly settings: Settings; readonly logger: Logger; readonly newToken: boolean },
): Promise<RunningServer> {
  // Only here: other commands start sooner without it.
  const { serve } = await import("../server/serve.ts");
  const server = await serve(database, options);
  const { url, newToken } = server;
  print(`Longshore is at ${url}${newToken === undefined ? "" : `/#token=${newToken}`}`);
  if (newToken !== undefined) {
    print("This address is shown once: whoever has it may see and change everything.");
  } else if (options.settings.token === undefined) {
    print("Its token was shown when it was made; --new-token makes another.");
  }
  return server;
}
