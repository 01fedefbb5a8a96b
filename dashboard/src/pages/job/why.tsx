import type { JobDetail } from "../../api/types.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Moment } from "../../ui/moment.tsx";
import classes from "./why.module.css";

const icons: Readonly<Record<string, IconName>> = {
  scheduled: "calendar",
  backoff: "retry",
  no_worker: "alert",
  host_inactive: "alert",
  not_queued: "pause",
};

/** Characters of an error that are shown at once. */
const longest = 20_000;

/** What the job waits for, and what went wrong; in words. */
export function Why({ job: { waiting, lastError, status } }: { job: JobDetail }) {
  const failed = lastError !== null && status !== "completed" && status !== "cancelled";
  return (
    <>
      {waiting && (
        <div className={classes.box} data-tone={icons[waiting.kind] === "alert" ? "alarm" : "waiting"}>
          <Icon name={icons[waiting.kind] ?? "hourglass"} size={18} />
          <p className="foreign">
            <span className={classes.lead}>Waits: </span>
            {visibleText(waiting.text).slice(0, 2_000)}
            {waiting.until && (
              <>
                {" "}
                (<Moment at={waiting.until} />)
              </>
            )}
          </p>
        </div>
      )}
      {failed && (
        <div className={classes.box} data-tone="failed">
          <Icon name="cross" size={18} />
          <section className={classes.error} tabIndex={0} aria-label="What went wrong">
            {visibleText(lastError).slice(0, longest)}
          </section>
        </div>
      )}
    </>
  );
}
