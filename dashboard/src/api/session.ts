import { useQuery } from "@tanstack/react-query";
import type { Session } from "../../../src/server/schemas/session.ts";
import { ask } from "./client.ts";
import { keys } from "./keys.ts";

/**
 * The printed address carries a token in its fragment, which no server and no log sees: it is exchanged for
 * a cookie, and taken from the address and the history at once.
 */
let givenToken = takeToken();

/** Calls back when such an address is opened in a tab that has the page already. */
export function onToken(listener: () => void): () => void {
  const look = () => {
    givenToken = takeToken() ?? givenToken;
    if (givenToken !== null) listener();
  };
  addEventListener("hashchange", look);
  return () => removeEventListener("hashchange", look);
}

function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

/** Who is looking. */
async function openSession(): Promise<Session> {
  if (givenToken !== null) {
    await signIn(givenToken);
    givenToken = null;
  }
  return ask<Session>("GET", "/session");
}

export async function signIn(token: string): Promise<void> {
  await ask("POST", "/session", { body: { token } });
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/session");
}

export function useSession() {
  return useQuery({ queryKey: keys.session, queryFn: openSession, staleTime: Number.POSITIVE_INFINITY });
}

/** Whether this viewer may change anything. */
export function useMayOperate(): boolean {
  const { data } = useSession();
  return data?.role === "operate" && !data.readOnly;
}
