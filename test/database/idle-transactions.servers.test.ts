/** A worker that is frozen inside a transaction: its locks are not kept for as long as it is. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { createTestDatabase, forEachEngine } from "../support/databases.ts";

const limits = {
  postgres: { name: "idle_in_transaction_session_timeout", told: "30s", shorter: "'1s'" },
  mariadb: { name: "idle_transaction_timeout", told: 30, shorter: "1" },
};

forEachEngine("an idle transaction", (engine) => {
  if (engine === "sqlite") return;
  const { name, told, shorter } = limits[engine];

  it("is ended by the server, which is told after how long, and its locks with it", async () => {
    const { url, drop } = await createTestDatabase(engine);
    const [frozen, other] = [await connect(url), await connect(url)];
    await sql`create table t (id integer primary key)`.execute(frozen.query);
    await sql`insert into t values (1)`.execute(frozen.query);
    const lock = sql`select id from t for update`;

    const transaction = await frozen.query.startTransaction().execute();
    const read = engine === "postgres" ? sql`show ${sql.raw(name)}` : sql`select @@session.${sql.raw(name)}`;
    const { rows } = await read.execute(transaction);
    expect(Object.values(rows[0] as object)).toEqual([told]);

    await sql`set session ${sql.raw(name)} = ${sql.raw(shorter)}`.execute(transaction);
    await lock.execute(transaction);
    const before = performance.now();
    expect((await lock.execute(other.query)).rows).toEqual([{ id: 1 }]);
    expect(performance.now() - before).toBeGreaterThan(500);
    await expect(lock.execute(transaction)).rejects.toThrow();
    await transaction
      .rollback()
      .execute()
      .catch(() => {});
    expect((await lock.execute(frozen.query)).rows).toEqual([{ id: 1 }]);
    await Promise.all([frozen.close(), other.close()]);
    await drop();
  });
});
