import { describe, expect, it } from "vitest";
import type { ServerVersion } from "../../src/database/capabilities.ts";
import { capabilitiesOf } from "../../src/database/capabilities.ts";
import type { Catalog } from "../../src/database/catalog/index.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { planTo } from "../../src/migrate/plan/plan-migration.ts";
import { refuseBrokenServer } from "../../src/migrate/preflight/broken-servers.ts";
import { refuseCopies } from "../../src/migrate/preflight/copies.ts";
import { serverKind } from "../../src/migrate/server-kind.ts";
import { migrations } from "../../src/migrations/index.ts";
import { databaseOfTest } from "./conformance.ts";
import { wholeCatalog } from "./fingerprint.ts";
import { job } from "./rows.ts";

describe("guarantee 22: a server that is known to do damage", () => {
  it.each([
    ["postgres", "14.0", /14\.4 or newer/],
    ["postgres", "14.3", /corrupt/],
    ["mysql", "8.0.29", /withdrawn/],
  ] as const)("%s %s is refused with the reason", (dialect, version, why) => {
    expect(() => refuseBrokenServer(serverKind(dialect, version))).toThrow(why);
  });

  it.each([
    ["postgres", "13.9"],
    ["postgres", "14.4"],
    ["postgres", "15.18"],
    ["mysql", "8.0.28"],
    ["mysql", "8.0.30"],
    ["mariadb", "10.11.19"],
    ["sqlite", "3.53.4"],
  ] as const)("%s %s is not", (dialect, version) => {
    expect(() => refuseBrokenServer(serverKind(dialect, version))).not.toThrow();
  });
});

describe("guarantee 6: a step that copies a table", () => {
  const version: ServerVersion = [8, 4, 0];
  const server = { dialect: "mysql" as const, version, capabilities: capabilitiesOf("mysql", version) };
  const planned = (target: string | undefined, catalog: Catalog = new Map()) =>
    planTo(target, migrations, catalog, new Map(), server);

  it("is refused where the table is there, with the option that allows it", () => {
    const baseline = planned("0001").at(-1)?.after ?? new Map();
    const plans = planned(undefined, baseline);
    expect(() => refuseCopies(plans, baseline, [])).toThrow(
      new RegExp(`to add check check_\\w+ to ${job} the server copies.*--allow-copy ${job}$`),
    );
    expect(() => refuseCopies(plans, baseline, ["another"])).toThrow();
    expect(() => refuseCopies(plans, baseline, [job])).not.toThrow();
  });

  it("is done on a table that is new", () => {
    expect(() => refuseCopies(planned(undefined), new Map(), [])).not.toThrow();
  });
});

describe("a view under the name of a table", () => {
  const current = databaseOfTest("sqlite");

  it("is refused before anything is changed", async () => {
    const { database } = current;
    await database.execute(`CREATE VIEW longshore_worker AS SELECT 1 AS id`);
    const before = await wholeCatalog(database);
    await expect(migrate(database)).rejects.toThrow(/table longshore_worker .*wanted a table; found a view/);
    expect(await wholeCatalog(database)).toBe(before);
  });
});
