/** Ends the report with the counts alone on a line, for programs that read it. */
import type { Reporter, SerializedError, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded has no tests to fail.
    const failedElsewhere = modules.flatMap((module) => module.errors()).length + unhandledErrors.length;
    console.log(`${count("passed")} passed, ${count("failed") + failedElsewhere} failed`);
  }
}
