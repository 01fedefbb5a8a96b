import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DecodeResults, formatUuid, sqliteDatetime, uuidParameter } from "../../src/database/codecs.ts";
import { type Column, migrationHistory, tables } from "../../src/schema/index.ts";
import fc from "../support/properties.ts";

const decode = async (row: Record<string, unknown>) => {
  const { rows } = await new DecodeResults().transformResult({
    queryId: {} as never,
    result: { rows: [row] },
  });
  return rows[0];
};

describe("codecs", () => {
  it("write UUIDs without dashes and show them with", () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(uuidParameter(uuid)).toMatch(/^[0-9a-f]{32}$/);
        expect(formatUuid(uuidParameter(uuid))).toBe(uuid);
      }),
    );
  });

  it("write moments for SQLite as Django does, and read them back", async () => {
    expect(sqliteDatetime(new Date("2026-01-02T03:04:05.000Z"))).toBe("2026-01-02 03:04:05");
    expect(sqliteDatetime(new Date("2026-01-02T03:04:05.060Z"))).toBe("2026-01-02 03:04:05.060000");
    await fc.assert(
      fc.asyncProperty(
        fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
        async (date) => {
          expect(await decode({ created_at: sqliteDatetime(date) })).toEqual({ created_at: date });
        },
      ),
    );
  });

  it("keep the order of moments as text", () => {
    const moment = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(sqliteDatetime(a) < sqliteDatetime(b)).toBe(a < b);
      }),
    );
  });

  it("read every kind of column by its name, and leave the rest alone", async () => {
    const id = randomUUID();
    expect(
      await decode({
        job_id: uuidParameter(id),
        is_active: 1,
        executor_config: '{"a":1}',
        queued_at: "2026-01-02 03:04:05.678901",
        docker_host_id: "7",
        id: "9007199254740991",
        name: "1",
        launched_at: null,
      }),
    ).toEqual({
      job_id: id,
      is_active: true,
      executor_config: { a: 1 },
      queued_at: new Date("2026-01-02T03:04:05.678Z"),
      docker_host_id: 7,
      id: 9007199254740991,
      name: "1",
      launched_at: null,
    });
  });

  it("can go by names, since columns of one name are of one kind in all tables", () => {
    // A serial, a bigint and an integer are read alike.
    const family = ({ kind }: Column) => (["serial", "bigint"].includes(kind) ? "number" : kind);
    const kinds = new Map<string, string>();
    for (const { columns } of [...tables, migrationHistory]) {
      for (const [name, column] of Object.entries<Column>(columns)) {
        if (name === "id") continue;
        expect(kinds.get(name) ?? family(column), name).toBe(family(column));
        kinds.set(name, family(column));
      }
    }
  });
});
