import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../support/context.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { access } from "./page/access.ts";
import { connection } from "./page/connection.ts";
import { harm } from "./page/harm.ts";
import { jobList } from "./page/job-list.ts";
import { longHistory } from "./page/long-history.ts";
import { oneJob } from "./page/one-job.ts";
import { output, type Scene, state } from "./page/scene.ts";
import { openStage, type Stage } from "./stage.ts";
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

/** A stage for all tests of a block. */
function sceneOn(engine: Engine): Scene {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine, folder);
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  return {
    get stage() {
      return stage;
    },
    visit: (options) => visit(browser, stage.url, options),
  };
}

describe("the page", () => {
  const scene = sceneOn("postgres");
  access(scene);
  oneJob(scene);
  jobList(scene);
  connection(scene);
  harm(scene);
});

describe("the page, of months of jobs", () => longHistory(sceneOn("sqlite")));
