import { sql } from "kysely";
import { expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { createTestDatabase, forEachEngine } from "../support/databases.ts";

forEachEngine("a deadlock", (engine) => {
  if (engine === "sqlite") return;

  it("costs neither of two transactions its work", async () => {
    const { url, drop } = await createTestDatabase(engine);
    const database = await connect(url);
    await sql`create table t (id integer primary key, n integer not null)`.execute(database.query);
    await sql`insert into t values (1, 0), (2, 0)`.execute(database.query);

    let runs = 0;
    const both = Promise.withResolvers<void>();
    const add = (first: number, second: number) =>
      database.transaction(async ({ query }) => {
        const addTo = (id: number) => sql`update t set n = n + 1 where id = ${id}`.execute(query);
        await addTo(first);
        // Each has its first row before either asks for its second.
        if (++runs === 2) both.resolve();
        await both.promise;
        await addTo(second);
      });
    await Promise.all([add(1, 2), add(2, 1)]);

    expect(runs).toBe(3);
    expect((await sql`select n from t order by id`.execute(database.query)).rows).toEqual([
      { n: 2 },
      { n: 2 },
    ]);
    await database.close();
    await drop();
  });
});
