import { Button, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { keys } from "../api/keys.ts";
import { isProblem, messageOf } from "../api/problems.ts";
import { signIn } from "../api/session.ts";
import { WordMark } from "../ui/word-mark.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import classes from "./sign-in.module.css";

/** For those who come without the printed address. */
export function SignIn() {
  const queries = useQueryClient();
  const [token, setToken] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = "Sign in · Longshore";
  }, []);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await signIn(token.trim());
      await queries.invalidateQueries({ queryKey: keys.session });
    } catch (failure) {
      setError(isProblem(failure, 401) ? "No such token." : messageOf(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <WordMark height={32} />
        <h1>Sign in</h1>
        <p className={classes.hint}>
          The server printed an address with a token when it started: open it, or paste the token here.
        </p>
        <PasswordInput
          label="Token"
          value={token}
          error={error}
          onChange={({ currentTarget }) => setToken(currentTarget.value)}
          autoComplete="current-password"
          spellCheck={false}
          required
          data-autofocus
        />
        <Button type="submit" loading={busy}>
          Sign in
        </Button>
      </form>
      <SchemeSwitch />
    </main>
  );
}
