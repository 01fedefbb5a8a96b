import { describe, expect, it } from "vitest";
import {
  changeFilters,
  noFilters,
  readFilters,
  toQuery,
  waitingStatuses,
  writeFilters,
} from "../../dashboard/src/lib/filters.ts";
import { statuses } from "../../src/queue/job/states.ts";
import { jobsQuery } from "../../src/server/schemas/filter.ts";
import fc from "../support/properties.ts";

const filters = fc.record({
  status: fc.subarray([...statuses]),
  scheduled: fc.boolean(),
  search: fc.string(),
  host: fc.string(),
  image: fc.string(),
  priorityMin: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  priorityMax: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  within: fc.constantFrom("", "1h", "7d"),
  sort: fc.constantFrom("created" as const, "priority" as const),
});

describe("the filters of the jobs", () => {
  it("come back from the address as they went in", () => {
    fc.assert(
      fc.property(filters, (given) => {
        const address = new URLSearchParams(writeFilters(given).toString());
        expect(readFilters(address)).toEqual(given);
      }),
    );
  });

  it("are nothing in an address that makes no sense", () => {
    const address = new URLSearchParams(
      "status=lost,&priorityMin=-1&priorityMax=1e1&within=ever&sort=random&x=y",
    );
    expect(readFilters(address)).toEqual(noFilters);
  });

  it("are what the server takes", () => {
    fc.assert(
      fc.property(filters, (given) => {
        const sendable = {
          ...given,
          search: given.search.replaceAll("\0", ""),
          host: given.host.replaceAll("\0", ""),
          image: given.image.replaceAll("\0", ""),
        };
        const query = new URLSearchParams(toQuery(sendable, Date.UTC(2030, 0, 31)) as Record<string, string>);
        expect(jobsQuery.safeParse(Object.fromEntries(query)).error).toBeUndefined();
      }),
    );
  });

  it("are sorted by priority only where all jobs wait", () => {
    const byPriority = changeFilters(noFilters, { sort: "priority" });
    expect(byPriority.status).toEqual(waitingStatuses);
    expect(changeFilters(byPriority, { status: [...waitingStatuses, "failed"] }).sort).toBe("created");
    expect(changeFilters(byPriority, { search: "x" }).sort).toBe("priority");
  });
});
