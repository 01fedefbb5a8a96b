/** What can be done with one job, and what it wrote. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { addHost } from "../../../src/queue/hosts/manage-hosts.ts";
import { dockerEngine } from "../../support/docker.ts";
import { output, type Scene, state } from "./scene.ts";

export function oneJob(scene: Scene): void {
  it("runs a container, and shows what it wrote", async () => {
    const { url, image } = await dockerEngine();
    await addHost(scene.stage.database, { name: "quay-1", type: "docker", connection: url, pull: "never" });
    const { page, go } = await scene.visit();
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
    const { spec } = scene.stage.holding("to-be-stopped");
    const { page, go } = await scene.visit();
    const { id } = await scene.stage.queue.enqueue(spec);
    await go(`/jobs/${id}`);
    await state(page, "Running").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel" });
    await dialog.getByText("This changes one job.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await state(page, "Cancelled").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);

    const { id: failing } = await scene.stage.queue.enqueue({
      name: "fails",
      command: ["no-such-program-here"],
    });
    await go(`/jobs/${failing}`);
    await state(page, "Failed").waitFor();
    await page.getByLabel("What went wrong").getByText("no-such-program-here").waitFor();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
    await page.getByText("Attempt 2", { exact: true }).waitFor();
    await state(page, "Failed").waitFor();
    expect((await scene.stage.queue.show(failing)).attempts).toHaveLength(2);
  });

  it("shows two million characters of output with a few elements, and finds the last", async () => {
    const script = 'i=0; while [ $i -lt 40 ]; do cat "$0"; i=$((i+1)); done; echo the needle';
    const { page, go } = await scene.visit();
    const text = "/usr/share/common-licenses/GPL-3";
    const { id } = await scene.stage.queue.enqueue({ name: "long", command: ["sh", "-c", script, text] });
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
}
