/** Somebody who opens the page in a real browser; it takes note of all that a page should not do. */
import axe, { type AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { token } from "./stage.ts";

export interface Visitor {
  readonly page: Page;
  /** Opens a place of the page. */
  go(place: string): Promise<void>;
  /** What axe calls serious or critical here. */
  barriers(): Promise<string[]>;
}

/** One for all tests of a file. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** `key` opens the page as the printed address does; null comes without. */
export type VisitOptions = BrowserContextOptions & { readonly key?: string | null };

/**
 * A visitor of this test. When the test ends, nothing may have been refused by the content policy, thrown,
 * or asked of anybody but the server.
 */
export async function visit(
  browser: Browser,
  origin: string,
  { key = token, ...options }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const misdeeds: string[] = [];
  page.on("pageerror", ({ message }) => misdeeds.push(`threw ${message}`));
  page.on("dialog", (dialog) => misdeeds.push(`opened ${dialog.type()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) misdeeds.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, sourceFile, lineNumber }) =>
      console.error(`refused ${violatedDirective} at ${sourceFile}:${lineNumber}`),
    );
  });
  page.on("console", (message) => {
    if (/^refused|Content Security Policy|Warning:/.test(message.text())) misdeeds.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(misdeeds).toEqual([]);
  });

  if (key !== null) {
    await page.goto(`${origin}/#token=${key}`);
    await page.getByRole("navigation").waitFor();
  }
  return {
    page,
    async go(place) {
      await page.goto(origin + place);
      await page.getByRole("heading", { level: 1 }).waitFor();
    },
    async barriers() {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResults>(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
      );
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
    },
  };
}
