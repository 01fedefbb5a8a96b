/** What the README tells people to type works. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const run = promisify(execFile);

describe("README", () => {
  it("has a first command that prints a job's output", async () => {
    const [, command] = /^npm ci && (.\/bin\/longshore run .*)$/m.exec(readme) ?? [];
    const folder = makeFolder();
    const { stdout } = await run("sh", ["-c", command as string], {
      cwd: root,
      env: {
        ...process.env,
        LONGSHORE_DATABASE_URL: `sqlite:${folder}/x.db`,
        LONGSHORE_STATE_DIRECTORY: folder,
      },
    });
    expect(stdout).toBe("hello from the queue\n");
    removeFolder(folder);
  });

  it("names only commands and options that exist", async () => {
    const help = new Map<string, string>();
    const commands = [
      ...readme.matchAll(/^longshore (\w+)([^#\n]*)/gm),
      ...readme.matchAll(/`longshore (\w+)([^`]*)`/g),
    ];
    expect(commands.length).toBeGreaterThan(10);
    for (const [, name = "", rest = ""] of commands) {
      const text = help.get(name) ?? (await runCli([name, "--help"])).stdout;
      help.set(name, text);
      expect(text).toContain(`Usage: longshore ${name}`);
      for (const [option] of rest.split(" -- ")[0]?.matchAll(/--[a-z-]+/g) ?? [])
        expect(text).toContain(option);
    }
  });

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    for (const [, name] of readme.matchAll(/npm run ([\w:]+)/g))
      expect(scripts).toHaveProperty([name as string]);
  });

  it("links only to pages that are there", () => {
    for (const [, link = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() =>
        readFileSync(path.join(root, link, link.endsWith("/") ? "README.md" : ""), "utf8"),
      ).not.toThrow();
    }
  });
});
