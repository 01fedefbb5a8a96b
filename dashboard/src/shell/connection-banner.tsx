import { Button } from "@mantine/core";
import { useContext } from "react";
import { useConnection } from "../api/live.ts";
import { LiveContext } from "../api/live-context.ts";
import { Icon } from "../ui/icon.tsx";
import classes from "./connection-banner.module.css";

/** Says so when what is shown is no longer what is. */
export function ConnectionBanner() {
  const live = useContext(LiveContext);
  const connection = useConnection(live);
  return (
    <div role="status" className={classes.place}>
      {connection === "lost" && (
        <div className={classes.banner}>
          <Icon name="unlink" size={18} />
          <span>
            <strong>The server does not answer.</strong> What you see is from{" "}
            {new Date(live.lostAt).toLocaleTimeString()}. Trying again…
          </span>
          <Button size="compact-sm" variant="default" onClick={() => live.retry()}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
