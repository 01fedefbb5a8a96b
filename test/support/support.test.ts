import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createTestDatabase, engines } from "./databases.ts";

test("the quick tests run on the embedded database alone", async () => {
  expect(engines).toEqual(["sqlite"]);
  const { url, drop } = await createTestDatabase("sqlite");
  using database = new DatabaseSync(url.slice("sqlite:".length));
  expect(database.prepare("SELECT 1 AS one").get()).toEqual({ one: 1 });
  await drop();
});
