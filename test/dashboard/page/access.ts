/** Who may see the page and who may change something, and what it does when the server is gone. */
import { expect, it } from "vitest";
import { readToken, token } from "../stage.ts";
import { far, type Scene, state } from "./scene.ts";

export function access(scene: Scene): void {
  it("opens by the printed address, and keeps the token nowhere", async () => {
    const { page } = await scene.visit();
    expect(page.url()).toBe(`${scene.stage.url}/`);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(kept).not.toContain(token);
    await page.reload();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  it("asks those who come without a token for one, and shows those who may look no more than that", async () => {
    const { page, go } = await scene.visit({ key: null });
    await go("/jobs");
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("No such token.").waitFor();
    await page.getByLabel("Token").fill(readToken);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    expect(await page.getByRole("link", { name: "New job" }).count()).toBe(0);
    const { id } = await scene.stage.queue.enqueue({ name: "only-to-see", command: ["true"], delay: far });
    await go(`/jobs/${id}`);
    await state(page, "Scheduled").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
}
