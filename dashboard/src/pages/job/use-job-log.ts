import { useEffect, useRef, useState } from "react";
import { address } from "../../api/client.ts";
import type { LogChunk } from "../../api/types.ts";
import { LogText } from "../../lib/log-text.ts";

export type LogState = "loading" | "live" | "ended" | "lost";

/** Milliseconds that pieces are gathered for before they are drawn. */
const pause = 60;

/** Milliseconds until a stream that was refused is asked for again. */
const retryAfter = 2_000;

/**
 * A job's output from its beginning, as it comes. Nothing comes while nobody looks: a browser allows six
 * connections to a server, over all tabs.
 *
 * @param ended whether the job has ended: one that is run again goes on where its output stopped
 * @returns `version` grows with each change of `log`
 */
export function useJobLog(id: string, ended: boolean): { log: LogText; version: number; state: LogState } {
  const [log] = useState(() => new LogText());
  const [version, setVersion] = useState(0);
  const [state, setState] = useState<LogState>("loading");
  const seen = useRef("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: whether it has ended decides whether to ask again
  useEffect(() => {
    let source: EventSource | undefined;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    let retrying: ReturnType<typeof setTimeout> | undefined;
    let complete = false;

    function close() {
      clearTimeout(retrying);
      source?.close();
      source = undefined;
    }

    function open() {
      close();
      if (complete) return;
      const stream = new EventSource(
        address(`/jobs/${encodeURIComponent(id)}/logs/events`, { after: seen.current }),
      );
      source = stream;
      stream.addEventListener("open", () => setState("live"));
      stream.addEventListener("chunk", ({ data, lastEventId }) => {
        // After a break, a server may say again what it said.
        if (lastEventId !== "" && lastEventId === seen.current) return;
        seen.current = lastEventId;
        log.push(JSON.parse(data) as LogChunk);
        drawing ??= setTimeout(() => {
          drawing = undefined;
          setVersion((current) => current + 1);
        }, pause);
      });
      stream.addEventListener("end", () => {
        complete = true;
        close();
        setState("ended");
      });
      stream.addEventListener("error", () => {
        if (complete) return;
        setState("lost");
        if (stream.readyState === EventSource.CLOSED) retrying = setTimeout(open, retryAfter);
      });
    }

    const followVisibility = () => (document.hidden ? close() : open());
    document.addEventListener("visibilitychange", followVisibility);
    followVisibility();
    return () => {
      document.removeEventListener("visibilitychange", followVisibility);
      clearTimeout(drawing);
      close();
    };
  }, [id, ended, log]);

  return { log, version, state };
}
