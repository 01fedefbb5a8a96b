/** A list whose filter no index answers: the page says how far it has searched, and goes on when it is told to. */
import { beforeAll, expect, it } from "vitest";
import { defaultHost } from "../../../src/queue/hosts/hosts.ts";
import { insertJobs } from "../../queue/bulk-jobs.ts";
import { rows, type Scene } from "./scene.ts";

/** A request looks at 10,000; the page makes five of those by itself. */
const jobs = 61_000;

export function longHistory(scene: Scene): void {
  beforeAll(async () => {
    const { database } = scene.stage;
    const { id: host } = await defaultHost(database, "process");
    const createdDaysAgo = (days: number) => ({
      created_at: `datetime('now', '-${days} days') || '.000000'`,
    });
    await insertJobs(database, "launched", { count: jobs, host, columns: createdDaysAgo(2) });
    await insertJobs(database, "launched", {
      count: 1,
      host,
      columns: { ...createdDaysAgo(90), name: "'the-rare-one'" },
    });
  });

  it("asks before it searches on without end, says how far it is, and finds the oldest", async () => {
    const { page, go } = await scene.visit();
    await go("/jobs?search=the-rare-one");
    await page.getByText("Searched back to 2d ago: 0 jobs found so far.").waitFor();
    expect(await page.getByRole("heading", { name: "Jobs" }).innerText()).not.toContain("0");
    await page.getByRole("button", { name: "Search further" }).click();
    await rows(page).filter({ hasText: "the-rare-one" }).waitFor();
    await page.getByRole("button", { name: /Search further|Stop/ }).waitFor({ state: "detached" });
    expect(await rows(page).count()).toBe(1);
  });
}
