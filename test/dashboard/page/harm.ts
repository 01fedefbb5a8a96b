/** What must not happen on any page: that text of others does something, or that somebody cannot use it. */
import { expect, it } from "vitest";
import { rows, type Scene, state } from "./scene.ts";

export function harm(scene: Scene): void {
  it("is not moved by hostile text", async () => {
    const evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\x1b]0;owned\x07\x1b[31m";
    const long = `${evil}${"W".repeat(10_000)}`;
    const name = evil.slice(0, 150) + "W".repeat(50);
    const script = `printf '%s\\n' "$0" "$0" >&2; printf '\\033]0;owned\\007\\033[2J%s' "$0"; exit 1`;
    const jobs = [
      await scene.stage.queue.enqueue({ name, command: ["sh", "-c", script, long] }),
      await scene.stage.queue.enqueue({ name, command: [`/nowhere/${long}`], workdir: `/nowhere/${evil}` }),
    ];
    const { page, go } = await scene.visit({ viewport: { width: 390, height: 800 } });
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
    const { page, go, barriers } = await scene.visit({
      colorScheme,
      viewport: { width, height: 800 },
    });
    const [job] = await scene.stage.queue.list({ name: "long" });
    const [failed] = await scene.stage.queue.list({ status: ["failed"] });
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
      await page.goto(scene.stage.url + place);
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
}
