/** A page whose server goes away. */
import { expect, it } from "vitest";
import { far, type Scene } from "./scene.ts";

export function connection(scene: Scene): void {
  it("says when the server is gone, and goes on when it is back", async () => {
    const { page } = await scene.visit();
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
    await scene.stage.stopServer();
    await page.getByText("The server does not answer.").waitFor();
    expect(await count()).toBe(before);
    // Where something is asked for that nobody knows, the page says so, and goes on as well.
    await page.getByRole("link", { name: "Schema" }).click();
    await page.getByText("The tables cannot be shown").waitFor();
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await scene.stage.queue.enqueue({ name: "meanwhile", command: ["true"], delay: far });
    await scene.stage.startServer();
    await page.getByText("The server does not answer.").waitFor({ state: "detached" });
    await page.getByRole("link", { name: `Scheduled ${before + 1}` }).waitFor();
  });
}
