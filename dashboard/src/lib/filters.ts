import { type Status, statuses, transitions } from "../../../src/queue/job/states.ts";

/** What the page's address says about which jobs to show. */
export interface JobFilters {
  readonly status: readonly Status[];
  /** Those whose time has not come. */
  readonly scheduled: boolean;
  readonly search: string;
  readonly host: string;
  readonly image: string;
  readonly priorityMin: number | undefined;
  readonly priorityMax: number | undefined;
  /** Created within this long: a key of `spans`. */
  readonly within: string;
  readonly sort: "created" | "priority";
}

export const noFilters: JobFilters = {
  status: [],
  scheduled: false,
  search: "",
  host: "",
  image: "",
  priorityMin: undefined,
  priorityMax: undefined,
  within: "",
  sort: "created",
};

/** Milliseconds. */
export const spans: Readonly<Record<string, number>> = {
  "15m": 900_000,
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 604_800_000,
};

/** Anybody may type anything into an address: what makes no sense is left out. */
export function readFilters(address: URLSearchParams): JobFilters {
  const given = (address.get("status") ?? "").split(",");
  const within = address.get("within") ?? "";
  return {
    status: statuses.filter((status) => given.includes(status)),
    scheduled: address.get("queueStatus") === "scheduled",
    search: address.get("search") ?? "",
    host: address.get("host") ?? "",
    image: address.get("image") ?? "",
    priorityMin: priority(address.get("priorityMin")),
    priorityMax: priority(address.get("priorityMax")),
    within: within in spans ? within : "",
    sort: address.get("sort") === "priority" ? "priority" : "created",
  };
}

/** The order in which jobs are launched is that of those that wait: others have none. */
export const waitingStatuses: readonly Status[] = transitions.claim.from;

/** The filters with some changed; an order that does not fit the states any more is left. */
export function changeFilters(filters: JobFilters, changes: Partial<JobFilters>): JobFilters {
  const changed = { ...filters, ...changes };
  if (changed.sort !== "priority") return changed;
  const fits = changed.status.filter((status) => waitingStatuses.includes(status));
  if (changes.sort === "priority") return { ...changed, status: fits.length > 0 ? fits : waitingStatuses };
  return fits.length > 0 && fits.length === changed.status.length ? changed : { ...changed, sort: "created" };
}

/** The shortest address that says the same. */
export function writeFilters(filters: JobFilters): URLSearchParams {
  const { status, scheduled, sort, ...rest } = filters;
  const pairs = Object.entries(rest).flatMap(([name, value]) =>
    value === "" || value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams([
    ...(status.length > 0 ? [["status", status.join(",")]] : []),
    ...(scheduled ? [["queueStatus", "scheduled"]] : []),
    ...pairs,
    ...(sort === "created" ? [] : [["sort", sort]]),
  ]);
}

/** As the server takes them. @param now milliseconds since 1970 */
export function toQuery(filters: JobFilters, now: number): Record<string, string | number> {
  const { within, ...rest } = filters;
  const query: Record<string, string | number> = Object.fromEntries(writeFilters({ ...rest, within: "" }));
  const span = spans[within];
  // To the minute, so that pages of one list begin alike.
  if (span !== undefined) query.since = new Date(Math.floor((now - span) / 60_000) * 60_000).toISOString();
  return query;
}

/** How many things are filtered by, beside the status and the search. */
export function countMore({ host, image, priorityMin, priorityMax, within }: JobFilters): number {
  const byPriority = priorityMin !== undefined || priorityMax !== undefined;
  return [host !== "", image !== "", within !== "", byPriority].filter(Boolean).length;
}

function priority(text: string | null): number | undefined {
  return text !== null && /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : undefined;
}
