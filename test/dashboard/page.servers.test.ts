import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addHost } from "../../src/queue/manage-hosts.ts";
import { dockerEngine } from "../support/docker.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { openStage, readToken, type Stage, token } from "./stage.ts";
import { launchBrowser, visit } from "./visitor.ts";

const folder = makeFolder();
let browser: Browser;

beforeAll(async () => {
  const building = build({
    configFile: "dashboard/vite.config.ts",
    logLevel: "error",
    build: { outDir: folder },
  });
  [browser] = await Promise.all([launchBrowser(), building]);
});

afterAll(async () => {
  await browser.close();
  removeFolder(folder);
});

const far = 86_400_000;

/** The job's state, as its page tells it. */
const state = (page: Page, text: string) => page.locator("h1").getByText(text, { exact: true });
const output = (page: Page) => page.getByLabel("Lines of output");
const rows = (page: Page) => page.getByRole("table", { name: "Jobs" }).locator("[data-index]");

describe.each(["sqlite", "postgres", "mariadb"] as const)("a job's way on %s", (engine) => {
  it("leads from the form to its end, and its output is read as it comes", async () => {
    await using stage = await openStage(engine, folder);
    const { page } = await visit(browser, stage.url);
    const { spec, letGo } = stage.holding("count-crates");

    await page.getByRole("link", { name: "New job" }).click();
    await page.getByRole("button", { name: "Submit" }).click();
    await page.getByText("needs an image or a command").waitFor();
    await page.getByLabel("Command", { exact: true }).fill(`sh -c "${spec.command?.[2]}"`);
    await page.getByLabel("Name").fill("count-crates");
    await page.getByLabel("Priority").fill("80");
    await page.getByLabel("Command line").getByText("--name count-crates").waitFor();
    await page.getByRole("button", { name: "Submit" }).click();

    await state(page, "Running").waitFor();
    await output(page).getByText("begun").waitFor();
    expect(await output(page).getByText("let go").count()).toBe(0);
    letGo();
    await output(page).getByText("let go").waitFor();
    await state(page, "Completed").waitFor();
    await page.getByText("Every event").click();
    await page
      .getByRole("listitem")
      .filter({ hasText: /complet|ended/i })
      .first()
      .waitFor();

    const [job] = await stage.queue.list();
    expect(job).toMatchObject({
      name: "count-crates",
      priority: 80,
      status: "completed",
      command: spec.command,
    });
    await page.getByRole("link", { name: "Schema" }).click();
    await page.getByText("The database is as it was declared").waitFor();
    await page.getByRole("heading", { name: "container_manager_containerjob" }).waitFor();
  });
});

describe("the page", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage("postgres", folder);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it("opens by the printed address, and keeps the token nowhere", async () => {
    const { page } = await visit(browser, stage.url);
    expect(page.url()).toBe(`${stage.url}/`);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(kept).not.toContain(token);
    await page.reload();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  it("asks those who come without a token for one, and shows those who may look no more than that", async () => {
    const { page, go } = await visit(browser, stage.url, { key: null });
    await go("/jobs");
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("No such token.").waitFor();
    await page.getByLabel("Token").fill(readToken);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    expect(await page.getByRole("link", { name: "New job" }).count()).toBe(0);
    const { id } = await stage.queue.enqueue({ name: "only-to-see", command: ["true"], delay: far });
    await go(`/jobs/${id}`);
    await state(page, "Scheduled").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  it("runs a container, and shows what it wrote", async () => {
    const { url, image } = await dockerEngine();
    await addHost(stage.database, { name: "quay-1", type: "docker", connection: url, pull: "never" });
    const { page, go } = await visit(browser, stage.url);
    await go("/new");
    await page.getByLabel("Image").fill(image);
    await page.getByLabel("Command", { exact: true }).fill("sh -c 'echo from inside; exit 3'");
    await page.getByRole("combobox", { name: "Host" }).click();
    await page.getByRole("option", { name: "quay-1" }).click();
    await page.getByRole("button", { name: "Submit" }).click();
    await output(page).getByText("from inside").waitFor();
    await state(page, "Failed").waitFor();
    await go("/");
    await page.getByText("Ended with another exit code than 0").waitFor();
    await page.getByRole("row", { name: /quay-1 docker/ }).waitFor();
  });

  it("cancels what runs, and tries again what failed", async () => {
    const { spec } = stage.holding("to-be-stopped");
    const { page, go } = await visit(browser, stage.url);
    const { id } = await stage.queue.enqueue(spec);
    await go(`/jobs/${id}`);
    await state(page, "Running").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel" });
    await dialog.getByText("This changes one job.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await state(page, "Cancelled").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);

    const { id: failing } = await stage.queue.enqueue({ name: "fails", command: ["no-such-program-here"] });
    await go(`/jobs/${failing}`);
    await state(page, "Failed").waitFor();
    await page.getByLabel("What went wrong").getByText("no-such-program-here").waitFor();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
    await page.getByText("Attempt 2", { exact: true }).waitFor();
    await state(page, "Failed").waitFor();
    expect((await stage.queue.show(failing)).attempts).toHaveLength(2);
  });

  it("narrows the jobs by what the address says, which can be handed on", async () => {
    for (const name of ["tide-a", "tide-b", "ebb"]) {
      await stage.queue.enqueue({
        name,
        command: ["true"],
        delay: far,
        priority: name === "tide-b" ? 90 : 50,
      });
    }
    const { page, go } = await visit(browser, stage.url);
    await go("/jobs");
    await page.getByRole("button", { name: "Scheduled" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("tide");
    await rows(page).filter({ hasText: "ebb" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByLabel("Priority from").fill("80");
    await rows(page).filter({ hasText: "tide-a" }).waitFor({ state: "detached" });
    const shared = page.url();
    expect(new URL(shared).search).toBe("?queueStatus=scheduled&search=tide&priorityMin=80");

    const other = await visit(browser, stage.url);
    await other.page.goto(shared);
    await rows(other.page).first().waitFor();
    expect(await rows(other.page).allInnerTexts()).toEqual([expect.stringContaining("tide-b")]);
    await other.page.getByRole("button", { name: "Scheduled", pressed: true }).waitFor();
    await other.page.getByRole("button", { name: "Show all" }).click();
    await rows(other.page).filter({ hasText: "ebb" }).waitFor();
    await go("/jobs?search=there-is-none-like-it");
    await page.getByText("No job matches").waitFor();
  });

  it("changes many jobs at once, and back", async () => {
    const fleet = Array.from({ length: 130 }, (_, index) => ({
      name: `fleet-${index}`,
      command: ["true"],
      delay: far,
      priority: index % 2,
    }));
    const jobs = await Promise.all(fleet.map((spec) => stage.queue.enqueue(spec)));
    const { page, go } = await visit(browser, stage.url);
    const priorities = async () => {
      const now = await Promise.all(jobs.map(({ id }) => stage.queue.show(id)));
      return now.map(({ priority }) => priority);
    };
    const before = await priorities();
    await go("/jobs?search=fleet-");
    await page.getByLabel("Select all loaded jobs").check();
    const selection = page.getByRole("region", { name: "Selection" });
    await selection.getByRole("button", { name: /Select all 130 that match/ }).click();
    await selection.getByRole("button", { name: "Change priority" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This changes 130 jobs.").waitFor();
    await dialog.getByLabel("Priority").fill("77");
    await dialog.getByRole("button", { name: "Change priority: 130 jobs" }).click();
    await page.getByText("Priority of 130 jobs changed").waitFor();
    expect(new Set(await priorities())).toEqual(new Set([77]));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("130 jobs as before").waitFor();
    expect(await priorities()).toEqual(before);
  });

  it("says when the server is gone, and goes on when it is back", async () => {
    const { page } = await visit(browser, stage.url);
    const waiting = page.getByRole("link", { name: /^Scheduled/ });
    const count = async () => Number(((await waiting.innerText()).match(/\d+$/) ?? [])[0]);
    const before = await count();
    // The other pages are loaded meanwhile.
    const loaded = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .map(({ name }) => name)
          .join(),
      );
    await expect
      .poll(loaded, { timeout: 15_000 })
      .toMatch(/schema-page.*\.js.*schema-page.*\.css|schema-page.*\.css.*schema-page.*\.js/);
    await stage.stopServer();
    await page.getByText("The server does not answer.").waitFor();
    expect(await count()).toBe(before);
    // Where something is asked for that nobody knows, the page says so, and goes on as well.
    await page.getByRole("link", { name: "Schema" }).click();
    await page.getByText("The tables cannot be shown").waitFor();
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await stage.queue.enqueue({ name: "meanwhile", command: ["true"], delay: far });
    await stage.startServer();
    await page.getByText("The server does not answer.").waitFor({ state: "detached" });
    await page.getByRole("link", { name: `Scheduled ${before + 1}` }).waitFor();
  });

  it("is steered by keyboard", async () => {
    const { page, go } = await visit(browser, stage.url);
    await go("/jobs?search=fleet-1");
    await rows(page).first().waitFor();
    await rows(page).first().getByRole("link").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.getByText("1 job selected").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+Space");
    await page.getByText("2 jobs selected").waitFor();
    const name = await page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: name ?? "?" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  });

  it("draws of a long list what is in sight, and reads the rest as it is reached", async () => {
    const { page, go } = await visit(browser, stage.url);
    await go("/jobs?search=fleet-");
    await rows(page).first().waitFor();
    await rows(page).nth(5).hover();
    await page.mouse.wheel(0, 100_000);
    await page.locator('[data-index="100"]').waitFor();
    await page.mouse.wheel(0, 100_000);
    await page.locator('[data-index="129"]').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
  });

  it("shows two million characters of output with a few elements, and finds the last", async () => {
    const script = 'i=0; while [ $i -lt 40 ]; do cat "$0"; i=$((i+1)); done; echo the needle';
    const { page, go } = await visit(browser, stage.url);
    const text = "/usr/share/common-licenses/GPL-3";
    const { id } = await stage.queue.enqueue({ name: "long", command: ["sh", "-c", script, text] });
    await go(`/jobs/${id}`);
    await state(page, "Completed").waitFor();
    await output(page).getByText("the needle").waitFor();
    expect(await page.locator("[data-stream]").count()).toBeLessThan(150);
    await page.getByLabel("Search the output").fill("Public License");
    const found = readFileSync(text, "utf8")
      .split("\n")
      .filter((line) => /public license/i.test(line)).length;
    await page.getByText(`1 of ${(found * 40).toLocaleString("en-GB")}`, { exact: false }).waitFor();
    await page.getByRole("button", { name: "Wrap lines" }).click();
    await page.getByRole("button", { name: "Line before that matches" }).click();
    expect(await page.locator("[data-current] mark").count()).toBeGreaterThan(0);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect(readFileSync(await (await download).path(), "utf8")).toMatch(/the needle\n$/);
  });

  it("is not moved by hostile text", async () => {
    const evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\x1b]0;owned\x07\x1b[31m";
    const long = `${evil}${"W".repeat(10_000)}`;
    const name = evil.slice(0, 150) + "W".repeat(50);
    const script = `printf '%s\\n' "$0" "$0" >&2; printf '\\033]0;owned\\007\\033[2J%s' "$0"; exit 1`;
    const jobs = [
      await stage.queue.enqueue({ name, command: ["sh", "-c", script, long] }),
      await stage.queue.enqueue({ name, command: [`/nowhere/${long}`], workdir: `/nowhere/${evil}` }),
    ];
    const { page, go } = await visit(browser, stage.url, { viewport: { width: 390, height: 800 } });
    for (const place of ["/jobs", ...jobs.map(({ id }) => `/jobs/${id}`), `/new?from=${jobs[0]?.id}`, "/"]) {
      await go(place);
      if (place.startsWith("/jobs/")) await state(page, "Failed").waitFor();
      const title = await page.title();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(title).not.toMatch(/[\u202e\x1b]|^owned/);
      const { width, window, injected } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        window: innerWidth,
        injected: document.querySelectorAll("#root img, #root script").length,
      }));
      expect({ place, width, injected }).toEqual({ place, width: window, injected: 0 });
    }
  });

  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("puts nothing serious in anybody's way: %s, %i wide", async (colorScheme, width) => {
    const { page, go, barriers } = await visit(browser, stage.url, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    const [job] = await stage.queue.list({ name: "long" });
    const [failed] = await stage.queue.list({ status: ["failed"] });
    const found: Record<string, string[]> = {};
    for (const place of [
      "/",
      "/jobs",
      `/jobs/${job?.id}`,
      `/jobs/${failed?.id}`,
      "/new",
      "/schema",
      "/nowhere",
    ]) {
      await page.goto(stage.url + place);
      await page.getByRole("heading", { level: 1 }).waitFor();
      if (place === "/new") await page.getByRole("button", { name: "Submit" }).click();
      await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
      found[place] = await barriers();
    }
    await go("/jobs?status=queued,pending&queueStatus=scheduled");
    await rows(page).getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Reschedule" }).click();
    await page.getByRole("dialog").getByText("This changes one job.").waitFor();
    found.dialog = await barriers();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((place) => [place, []])));
  });
});
