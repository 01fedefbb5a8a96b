/** The list of jobs: narrowed, changed, steered, and as long as it may be. */
import { expect, it } from "vitest";
import { far, rows, type Scene } from "./scene.ts";

export function jobList(scene: Scene): void {
  it("narrows the jobs by what the address says, which can be handed on", async () => {
    for (const name of ["tide-a", "tide-b", "ebb"]) {
      await scene.stage.queue.enqueue({
        name,
        command: ["true"],
        delay: far,
        priority: name === "tide-b" ? 90 : 50,
      });
    }
    const { page, go } = await scene.visit();
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

    const other = await scene.visit();
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
    const jobs = await Promise.all(fleet.map((spec) => scene.stage.queue.enqueue(spec)));
    const { page, go } = await scene.visit();
    const priorities = async () => {
      const now = await Promise.all(jobs.map(({ id }) => scene.stage.queue.show(id)));
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

  it("is steered by keyboard", async () => {
    const { page, go } = await scene.visit();
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
    const { page, go } = await scene.visit();
    await go("/jobs?search=fleet-");
    await rows(page).first().waitFor();
    await rows(page).nth(5).hover();
    await page.mouse.wheel(0, 100_000);
    await page.locator('[data-index="100"]').waitFor();
    await page.mouse.wheel(0, 100_000);
    await page.locator('[data-index="129"]').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
  });
}
