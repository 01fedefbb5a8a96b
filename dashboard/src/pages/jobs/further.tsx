import { Button } from "@mantine/core";
import { plural } from "../../lib/numbers.ts";
import { Moment } from "../../ui/moment.tsx";
import classes from "./jobs-page.module.css";

interface FurtherProps {
  /** Jobs found so far. */
  readonly found: number;
  /** When the oldest job that was looked at was created; null where they are in another order. */
  readonly reached: string | null;
  /** Whether it waits to be told to go on. */
  readonly asks: boolean;
  readonly onGoOn: () => void;
  readonly onStop: () => void;
}

/** How far a search without an index has come, and whether it goes on. */
export function Further({ found, reached, asks, onGoOn, onStop }: FurtherProps) {
  return (
    <p className={classes.further}>
      {reached === null ? (
        "Not all were searched yet"
      ) : (
        <>
          Searched back to <Moment at={reached} />
        </>
      )}
      : {plural(found, "job")} found so far.{" "}
      <Button size="compact-sm" variant="default" onClick={asks ? onGoOn : onStop}>
        {asks ? "Search further" : "Stop"}
      </Button>
    </p>
  );
}
