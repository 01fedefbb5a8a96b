/** What the tests of the page share: one browser and one server, and where things are on the page. */
import type { Page } from "playwright-core";
import type { Stage } from "../stage.ts";
import type { VisitOptions, Visitor } from "../visitor.ts";

export interface Scene {
  readonly stage: Stage;
  visit(options?: VisitOptions): Promise<Visitor>;
}

/** Milliseconds: a job that is due then stays as it is. */
export const far = 86_400_000;

/** The job's state, as its page tells it. */
export const state = (page: Page, text: string) => page.locator("h1").getByText(text, { exact: true });
export const output = (page: Page) => page.getByLabel("Lines of output");
export const rows = (page: Page) => page.getByRole("table", { name: "Jobs" }).locator("[data-index]");
