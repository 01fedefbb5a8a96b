/**
 * Pictures of every page, light and dark, wide and narrow. Build the page first.
 *
 *     npm run screenshots -- [FOLDER] [NAME…]
 *
 * Without a folder they go where the README has them, those alone that it shows.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { startDemo } from "./demo/demo.ts";

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;
const schemes = ["light", "dark"] as const;
/** What the README shows. */
const published = ["overview-wide-light", "job-wide-dark"];
const publishedFolder = path.resolve(import.meta.dirname, "../../docs/images");

const { positionals } = parseArgs({ allowPositionals: true });
const [given = publishedFolder, ...names] = positionals;
const folder = path.resolve(given);
const wanted = folder === publishedFolder ? published : names;
mkdirSync(folder, { recursive: true });

const demo = await startDemo();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  for (const scheme of schemes) {
    for (const [size, viewport] of Object.entries(sizes)) await shoot(browser, scheme, size, viewport);
  }
} finally {
  await browser.close();
  await demo.close();
}

async function shoot(
  browser: Browser,
  colorScheme: (typeof schemes)[number],
  size: string,
  viewport: { width: number; height: number },
): Promise<void> {
  const context = await browser.newContext({
    colorScheme,
    viewport,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  const origin = new URL(demo.url).origin;
  const pages: Record<string, string> = {
    overview: "/",
    jobs: "/jobs",
    job: `/jobs/${demo.watched}`,
    "job-failed": `/jobs/${demo.failed}`,
    "job-waiting": `/jobs/${demo.waiting}`,
    "new-job": "/new",
    schema: "/schema",
    missing: "/jobs/00000000-0000-4000-8000-000000000000",
  };
  await page.goto(demo.url);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  for (const [name, address] of Object.entries(pages)) {
    const file = `${name}-${size}-${colorScheme}`;
    if (wanted.length > 0 && !wanted.includes(file)) continue;
    await page.goto(origin + address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("load");
    await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
    await page.waitForTimeout(700);
    if (folder === publishedFolder) await saveSmall(page, path.join(folder, `${file}.webp`));
    else await page.screenshot({ path: path.join(folder, `${file}.png`), animations: "disabled" });
    console.log(file);
  }
  await context.close();
}

/** A third of what a PNG takes. */
async function saveSmall(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 90 });
  writeFileSync(file, Buffer.from(data, "base64"));
}
