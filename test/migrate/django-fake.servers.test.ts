/** Guarantee 23: what Longshore tells the user to type makes Django know of the fields. */
import { execFile } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCli } from "../support/cli.ts";
import { createTestDatabase, type Engine } from "../support/databases.ts";
import { type DjangoShape, loadDjangoFixture } from "../support/django.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const root = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

/** A Django project whose application has the baseline's migration, and the seed's. */
function makeProject(url: string): { folder: string; type: (line: string) => Promise<string> } {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  for (const file of ["manage.py", "database.py"]) {
    cpSync(path.join(root, "test/support/django", file), path.join(folder, file));
  }
  const app = "container_manager";
  cpSync(path.join(root, "bench/migration/django", app), path.join(folder, app), { recursive: true });
  symlinkSync("/usr/bin/python3", path.join(folder, "python"));
  const env = { PATH: `${folder}:/usr/bin:/bin`, DATABASE_URL: url, PYTHONDONTWRITEBYTECODE: "1" };
  return {
    folder,
    type: async (line) => (await run("sh", ["-c", line], { cwd: folder, env })).stdout,
  };
}

async function adopted(engine: Engine, shape: DjangoShape): Promise<{ url: string; line: string }> {
  const { url, drop } = await createTestDatabase(engine);
  onTestFinished(drop);
  await loadDjangoFixture(url, shape);
  const { code, stdout } = await runCli(["--database", url, "migrate"]);
  expect(code).toBe(0);
  const line = /^Tell Django that the fields are there: (.+)$/m.exec(stdout)?.[1] ?? "";
  return { url, line };
}

const show = "python manage.py showmigrations container_manager";

// SQLite as well: Django is not there in the quick tests.
describe.each(["sqlite", "postgres", "mariadb"] as const)(
  "guarantee 23: manage.py migrate --fake on %s",
  (engine) => {
    it("records the seed's migration, once it has the name that the project gave it", async () => {
      const { url, line } = await adopted(engine, "initial");
      const { type } = makeProject(url);
      expect(await type(show)).toMatch(/\[X\] 0001_initial\n \[ \] 0002_add_queue_fields/);
      expect(line).toBe("python manage.py migrate container_manager XXXX_add_queue_fields --fake");
      await type(line.replace("XXXX", "0002"));
      expect(await type(show)).toMatch(/\[X\] 0001_initial\n \[X\] 0002_add_queue_fields/);
    });
  },
);

describe("guarantee 23: manage.py migrate --fake with upstream's own migration", () => {
  it("is told as it can be typed", async () => {
    const { url, line } = await adopted("postgres", "upstream");
    const { folder, type } = makeProject(url);
    const name = /container_manager (0002\w+) --fake$/.exec(line)?.[1];
    writeFileSync(
      path.join(folder, `container_manager/migrations/${name}.py`),
      "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [('container_manager', '0001_initial')]\n",
    );
    await run("rm", [path.join(folder, "container_manager/migrations/0002_add_queue_fields.py")]);
    await type(line);
    expect(await type(show)).toContain(` [X] ${name}`);
  });
});
