import { describe, expect, it } from "vitest";
import { serverKind } from "../../src/migrate/server-kind.ts";
import { sqlmigrate } from "../../src/migrate/sqlmigrate.ts";
import { migrations } from "../../src/migrations/index.ts";
import type { Dialect } from "../../src/schema/index.ts";

const dialects: readonly Dialect[] = ["postgres", "mariadb", "mysql", "sqlite"];

const directions = ["forward", "backward"] as const;

/** All migrations in one direction, in the order in which they run. */
function all(direction: (typeof directions)[number], dialect: Dialect, version?: string): string {
  const server = serverKind(dialect, version);
  const order = direction === "forward" ? migrations : migrations.toReversed();
  return order.map(({ name }) => sqlmigrate(name, server, direction)).join("\n");
}

/** All migrations forward, then all of them backward. */
function everything(dialect: Dialect, version?: string): string {
  return directions.map((direction) => all(direction, dialect, version)).join("\n");
}

describe("sqlmigrate", () => {
  describe.each(directions)("%s", (direction) => {
    it.each(dialects)("prints every migration for %s as in the folder sql", async (dialect) => {
      await expect(all(direction, dialect)).toMatchFileSnapshot(`./sql/${dialect}.${direction}.sql`);
    });
  });

  it.each(["mariadb", "mysql"] as const)(
    "guarantee 6: states ALGORITHM and LOCK in each ALTER for %s",
    (dialect) => {
      const alters = everything(dialect)
        .split("\n")
        .filter((line) => line.startsWith("ALTER TABLE"));
      expect(alters.length).toBeGreaterThan(25);
      for (const alter of alters) expect(alter).toMatch(/, ALGORITHM=\w+, LOCK=\w+;$/);
    },
  );

  it("builds and drops indexes of PostgreSQL's tables in use concurrently, outside transactions", () => {
    const script = `${sqlmigrate("0002", serverKind("postgres"), "forward")}\n${sqlmigrate("0002", serverKind("postgres"), "backward")}`;
    const outside = script.replaceAll(/^BEGIN;$[\s\S]*?^COMMIT;$/gm, "");
    const concurrent = outside.match(/^(CREATE|DROP) INDEX CONCURRENTLY /gm);
    expect(concurrent).toHaveLength(18);
    expect(script.match(/\bINDEX\b/g)).toHaveLength(18);
  });

  it("guarantee 16: gives no two checks one name, which MySQL would refuse", () => {
    const names = migrations.flatMap(({ name }) => {
      const script = sqlmigrate(name, serverKind("mysql"), "forward");
      return [...script.matchAll(/CONSTRAINT `(\w+)`/g)].map(([, constraint]) => constraint);
    });
    expect(names).toContain("check_priority_range");
    expect(new Set(names).size).toBe(names.length);
  });

  it("minds the version", () => {
    expect(everything("mariadb", "10.6.4")).toMatch(/`id` char\(32\) NOT NULL PRIMARY KEY/);
    expect(everything("mariadb", "10.7")).toMatch(/`id` uuid NOT NULL PRIMARY KEY/);
    const drop = /DROP COLUMN `longshore_dropped_priority`, ALGORITHM=(\w+)/;
    expect(drop.exec(everything("mysql", "8.0.28"))?.[1]).toBe("INPLACE");
    expect(drop.exec(everything("mysql", "8.0.30"))?.[1]).toBe("INSTANT");
    expect(sqlmigrate("0002", serverKind("postgres", "15.4"))).toMatch(
      /^-- 0002_add_queue_fields, forward, on postgres 15\.4\.0\n/,
    );
  });

  it("refuses a version that is none, and migrations that are none", () => {
    expect(() => serverKind("postgres", "new")).toThrow(/server version "new"/);
    expect(() => sqlmigrate("0099", serverKind("postgres"))).toThrow(/no migration is called "0099"/);
    expect(() => sqlmigrate("0", serverKind("postgres"))).toThrow(/"0" could be/);
  });
});
