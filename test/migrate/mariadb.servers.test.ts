import { createConnection } from "mysql2/promise";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { verify } from "../../src/migrate/verify.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { checksum, insertBaselineJobs, job } from "./rows.ts";

describe("migrate on MariaDB", () => {
  const current = databaseOfTest("mariadb");

  it("adopts tables whose UUIDs are text, as Django before 5 made them", async () => {
    await loadDjangoFixture(current.url, "upstream", "mysql");
    await insertBaselineJobs(current.database, 10, { retry_count: 0, max_retries: 3, priority: 50 });
    const before = await checksum(current.database);
    await migrate(current.database);
    expect(await driftOf(current.database)).toEqual([]);
    expect(await checksum(current.database)).toBe(before);
    expect(await verify(current.database)).toContainEqual({
      kind: "note",
      object: `column ${job}.id`,
      message: "is kept as char(32), where a new table has uuid",
    });
  });

  it("tells of rows that came to violate a check after they were tested", async () => {
    const { database } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 5);
    await database.execute(`ALTER TABLE ${job} ADD COLUMN priority integer DEFAULT 50 NOT NULL`);
    const writer = await createConnection(current.url.replace("mariadb:", "mysql:"));
    await writer.query("BEGIN");
    await writer.query(`UPDATE ${job} SET priority = 150`);

    const migrator = await connect(current.url);
    const { promise: retried, resolve } = Promise.withResolvers<void>();
    const done = migrate(migrator, { onProgress: ({ kind }) => kind === "retry" && resolve() });
    done.catch(() => {});
    await Promise.race([retried, done]);
    await writer.query("COMMIT");
    await expect(done).rejects.toMatchObject({ code: "ROWS_VIOLATE_CHECK" });
    await Promise.all([writer.end(), migrator.close()]);

    await database.execute(`UPDATE ${job} SET priority = 50`);
    await migrate(database);
    expect(await driftOf(database)).toEqual([]);
  });
});
