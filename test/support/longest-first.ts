/** Starts what takes longest first, so that none of it is left to end alone. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take half a minute or more; those that mostly wait come first, and the others run beside them. */
const longest = [
  "worker/database-gone.servers",
  "worker/engine-gone.servers",
  "migrate/round-trips.servers",
  "migrate/killed.servers",
  "e2e/mixed-jobs.servers",
  "worker/crash-points.servers",
  "dashboard/page.servers",
  "migrate/adoption.servers",
  "worker/soak.servers",
  "worker/hosts.servers",
  "worker/engine-restart.servers",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
