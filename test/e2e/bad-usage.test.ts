/** What is wrong with a command line whatever the database, and with the name of a database. */
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { refusals } from "./refusals.ts";

describe("bad usage", () => {
  const { refused } = refusals("sqlite");

  it.each<[string[], RegExp]>([
    [["--no-such-option"], /unknown option '--no-such-option'/],
    [["submit", "--prioritty", "5", "--", "true"], /unknown option '--prioritty'.*--priority/],
    [["no-such-command"], /unknown command 'no-such-command'/],
    [["submit", "--priority", "101", "--", "true"], /priority.*'101'.*whole number from 0 to 100/],
    [["submit", "--priority", "-1", "--", "true"], /priority.*'-1'.*whole number from 0 to 100/],
    [["submit", "--priority", "abc", "--", "true"], /priority.*'abc'.*whole number from 0 to 100/],
    [["submit", "--priority", "1e1", "--", "true"], /priority/],
    [["submit", "--at", "tomorrow", "--", "true"], /--at.*'tomorrow'.*2030-01-31T09:00:00Z/],
    [["submit", "--at", "2030-02-31", "--", "true"], /--at.*'2030-02-31'/],
    [["submit", "--at", "2030-13-01T00:00:00Z", "--", "true"], /--at/],
    [["submit", "--in", "5", "--", "true"], /--in.*'5'.*duration such as/],
    [["submit", "--in", "1h", "--at", "2030-01-01", "--", "true"], /--at.*--in|--in.*--at/],
    [["submit", "--timeout", "soon", "--", "true"], /--timeout.*duration such as/],
    [["reprioritize", "a", "101"], /whole number from 0 to 100/],
    [["jobs", "--status", "done"], /--status.*'done'.*one of pending, queued/],
    [["sqlmigrate", "0002", "--dialect", "oracle"], /oracle/],
    [["work", "--concurrency", "0"], /whole number from 1 to 1000/],
  ])("%j", async (args, message) => refused(args, 2, message));
});

it.each<[string, number, RegExp]>([
  ["oracle://x/y", 2, /"oracle" is not a database/],
  ["not a url", 2, /cannot be read as a URL/],
  ["postgres://localhost", 2, /names no database/],
  ["sqlite:", 2, /names no file/],
  [
    "postgres://me:secret@127.0.0.1:1/app",
    1,
    /cannot reach the database postgres:\/\/me:\*\*\*@127.0.0.1:1\/app: .*ECONNREFUSED/,
  ],
  [
    "mariadb://me:secret@127.0.0.1:1/app",
    1,
    /cannot reach the database mariadb:\/\/me:\*\*\*@127.0.0.1:1\/app: .*ECONNREFUSED/,
  ],
  ["sqlite:/no/such/folder/x.db", 1, /no such file/],
])("database %s", async (url, code, message) => {
  const result = await runCli(["--database", url, "stats"]);
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toContain("secret");
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
});
