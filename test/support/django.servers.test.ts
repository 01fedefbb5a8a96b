import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine } from "./context.ts";
import { createTestDatabase } from "./databases.ts";
import { type DjangoShape, djangoOrm, loadDjangoFixture } from "./django.ts";

const row = {
  name: "ümlaut 🚢",
  docker_image: "busybox:1.36",
  memory_limit: 64,
  cpu_limit: 0.5,
  network_configuration: [{ network_name: "quay" }],
  queued_at: "2026-01-02T03:04:05.000000Z",
  scheduled_for: "2026-01-02T03:04:05.678901Z",
  priority: 80,
};

async function djangoDatabase(engine: Engine, shape: DjangoShape, flavour?: "mysql"): Promise<string> {
  const { url, drop } = await createTestDatabase(engine);
  onTestFinished(drop);
  await loadDjangoFixture(url, shape, flavour);
  return url;
}

// SQLite as well: Django is not there in the quick tests.
describe.each(["sqlite", "postgres", "mariadb"] as const)("Django on %s", (engine) => {
  test("writes a job through the ORM and reads it back", async () => {
    const url = await djangoDatabase(engine, "upstream");
    const id = await djangoOrm(url, "write", row);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const job = await djangoOrm(url, "read", id);
    expect(job).toMatchObject({
      ...row,
      id,
      status: "pending",
      retry_count: 0,
      docker_host: { name: "django" },
    });
    expect(await djangoOrm(url, "list")).toEqual([job]);
  });

  test("has no queue field in its initial shape", async () => {
    const url = await djangoDatabase(engine, "initial");
    await expect(djangoOrm(url, "list")).rejects.toThrow("queued_at");
  });
});

test("Django finds its jobs under the char(32) ids of MariaDB's older tables", async () => {
  const url = await djangoDatabase("mariadb", "upstream", "mysql");
  const id = await djangoOrm(url, "write", row);
  expect(await djangoOrm(url, "read", id)).toMatchObject({ ...row, id });
});
