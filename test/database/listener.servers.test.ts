/** Guarantee: whoever listens hears of changes, knows whether it does, and goes on after a lost connection. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { Database } from "../../src/database/database.ts";
import { Listener } from "../../src/database/listener.ts";
import { notify } from "../../src/database/notifications.ts";
import { createTestDatabase, type TestDatabase } from "../support/databases.ts";
import { startPgbouncer } from "../support/servers/pgbouncer.ts";
import { startDatabaseProxy } from "../worker/database-proxy.ts";

const times = { checkEvery: 100, patience: 500, firstPause: 20, lastPause: 100 };

describe("a listener", () => {
  let created: TestDatabase;
  let direct: Database;
  beforeAll(async () => {
    created = await createTestDatabase("postgres");
    direct = await connect(created.url);
  });
  afterAll(async () => {
    await direct?.close();
    await created?.drop();
  });

  /** Listens through one way to the database; what it sends for itself goes another. */
  function listenThrough({ openNotificationSession }: Database) {
    const events = { notified: vi.fn(), changed: vi.fn() };
    const { dialect, version, capabilities, display } = direct;
    const server = { dialect, version, capabilities, display, openNotificationSession };
    const listener = new Listener(new Database(direct.query, server), events, times);
    onTestFinished(() => listener.close());
    return events;
  }

  const heard = (mock: ReturnType<typeof vi.fn>, ...args: unknown[]) =>
    vi.waitFor(() => expect(mock).toHaveBeenLastCalledWith(...args), { timeout: 60_000, interval: 10 });

  test("hears what others send, and goes on when its connection was ended", async () => {
    const { notified, changed } = listenThrough(direct);
    await heard(changed, true, expect.any(String));
    notified.mockClear();
    await notify(direct);
    await heard(notified);

    const { rows } = await sql<{ ended: boolean }>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where application_name = 'longshore listener' and datname = current_database()
    `.execute(direct.query);
    expect(rows).toEqual([{ ended: true }]);
    await heard(changed, false, expect.any(String));
    notified.mockClear();
    await heard(changed, true, expect.any(String));
    // Something may have been sent meanwhile.
    expect(notified).toHaveBeenCalled();
    notified.mockClear();
    await notify(direct);
    await heard(notified);
  });

  test("notices that its connection is silent, and opens another", async () => {
    await using proxy = await startDatabaseProxy(created.url);
    const proxied = await connect(proxy.url);
    onTestFinished(() => proxied.close());
    const { changed } = listenThrough(proxied);
    await heard(changed, true, expect.any(String));
    proxy.silence();
    await heard(changed, false, "notifications do not come through");
    await proxy.up();
    await heard(changed, true, expect.any(String));
  });

  test("does not believe that it listens through a pooler of transactions", async () => {
    await using pooler = await startPgbouncer(created.url, "transaction");
    const pooled = await connect(pooler.url);
    onTestFinished(() => pooled.close());
    const events = { notified: vi.fn(), changed: vi.fn() };
    const listener = new Listener(pooled, events, times);
    onTestFinished(() => listener.close());
    await heard(events.changed, false, "notifications do not come through");
    expect(events.changed).toHaveBeenCalledTimes(1);
  });
});
