import type { Settings } from "../config.ts";
import type { RunningServer } from "../server/serve.ts";
import { print } from "./output.ts";

/** Tells where the page is; a token that was made just now is told this once, within the address. */
export function announce({ url, newToken }: RunningServer, { token }: Settings): void {
  print(`Longshore is at ${url}${newToken === undefined ? "" : `/#token=${newToken}`}`);
  if (newToken !== undefined)
    print("This address is shown once: whoever has it may see and change everything.");
  else if (token === undefined) print("Its token was shown when it was made; --new-token makes another.");
}
