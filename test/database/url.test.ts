import { describe, expect, it } from "vitest";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { isLongshoreError } from "../../src/errors.ts";
import fc from "../support/properties.ts";

describe("a database URL", () => {
  it.each([
    ["sqlite:longshore.db", { engine: "sqlite", path: "longshore.db" }],
    ["sqlite:/var/lib/x.db", { engine: "sqlite", path: "/var/lib/x.db" }],
    ["sqlite:///var/lib/x.db", { engine: "sqlite", path: "/var/lib/x.db" }],
    ["sqlite::memory:", { engine: "sqlite", path: ":memory:" }],
    ["postgres://localhost/app", { engine: "postgres" }],
    ["postgresql://localhost/app", { engine: "postgres" }],
    ["mysql://localhost/app", { engine: "mysql" }],
    ["mariadb://localhost/app", { engine: "mysql" }],
  ])("%s", (text, expected) => {
    expect(parseDatabaseUrl(text)).toMatchObject(expected);
  });

  it("is shown without its secrets", () => {
    const { display } = parseDatabaseUrl("postgres://me:hunter2@host/app?sslpassword=hunter2");
    expect(display).not.toContain("hunter2");
    expect(display).toContain("me:***@host/app");
  });

  it("never throws anything but INVALID_DATABASE_URL, and never repeats a password", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        try {
          parseDatabaseUrl(text);
        } catch (error) {
          expect(isLongshoreError(error, "INVALID_DATABASE_URL")).toBe(true);
        }
      }),
    );
    expect(() => parseDatabaseUrl("postgres//me:hunter2@host")).toThrow(/^(?!.*hunter2)/);
  });
});
