import { LongshoreError } from "../errors.ts";

/** The engine says which driver speaks to it; whether a `mysql` server is MariaDB or MySQL is known after connecting. */
export type DatabaseUrl =
  | { readonly engine: "sqlite"; readonly path: string; readonly display: string }
  | { readonly engine: "postgres" | "mysql"; readonly href: string; readonly display: string };

const engineOf: Record<string, "postgres" | "mysql"> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
};

/**
 * Reads a database URL: `sqlite:PATH`, `postgres://…`, `mysql://…` or `mariadb://…`.
 * `display` is safe to print: it has no password.
 *
 * @throws {LongshoreError} INVALID_DATABASE_URL
 */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  if (text.startsWith("sqlite:")) return sqliteUrl(text);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // It may hold a password, so what cannot be read is not repeated.
    throw new LongshoreError("INVALID_DATABASE_URL", { url: "given", why: "it cannot be read as a URL" });
  }
  const display = withoutPassword(url);
  const engine = engineOf[url.protocol];
  if (!engine) {
    throw new LongshoreError("INVALID_DATABASE_URL", {
      url: display,
      why: `"${url.protocol.slice(0, -1)}" is not a database that Longshore speaks to`,
    });
  }
  if (url.pathname.length <= 1) {
    throw new LongshoreError("INVALID_DATABASE_URL", { url: display, why: "it names no database" });
  }
  return { engine, href: text, display };
}

function sqliteUrl(text: string): DatabaseUrl {
  const path = text.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
  if (path === "" || path.includes("\0")) {
    throw new LongshoreError("INVALID_DATABASE_URL", { url: "sqlite:", why: "it names no file" });
  }
  return { engine: "sqlite", path, display: `sqlite:${path}` };
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  if (shown.password) shown.password = "***";
  for (const name of [...shown.searchParams.keys()]) {
    if (/pass|secret|token/i.test(name)) shown.searchParams.set(name, "***");
  }
  return shown.href;
}
