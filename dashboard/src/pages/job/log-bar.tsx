import { ActionIcon, CloseButton, SegmentedControl, TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { address } from "../../api/client.ts";
import { formatCount } from "../../lib/numbers.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import classes from "./log.module.css";
import type { LogState } from "./use-job-log.ts";

export type Stream = "both" | "stdout" | "stderr";

interface LogBarProps {
  readonly jobId: string;
  readonly stream: Stream;
  readonly onStream: (stream: Stream) => void;
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** Lines that match, and which of them is meant, from 1. */
  readonly hits: number;
  readonly hit: number;
  readonly onHit: (step: 1 | -1) => void;
  readonly state: LogState;
}

const states: Readonly<Record<LogState, string>> = {
  loading: "",
  live: "live",
  ended: "",
  lost: "connection lost",
};

export function LogBar(props: LogBarProps) {
  const {
    jobId,
    stream,
    onStream,
    wrap,
    onWrap,
    follow,
    onFollow,
    search,
    onSearch,
    hits,
    hit,
    onHit,
    state,
  } = props;

  function steer(event: KeyboardEvent) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    onHit(event.shiftKey ? -1 : 1);
  }

  return (
    <header className={classes.head}>
      <h2 id="log-title">
        Output <span className={classes.state}>{states[state]}</span>
      </h2>
      <SegmentedControl
        size="xs"
        aria-label="Stream"
        value={stream}
        onChange={(value) => onStream(value as Stream)}
        data={[
          { value: "both", label: "All" },
          { value: "stdout", label: "stdout" },
          { value: "stderr", label: "stderr" },
        ]}
      />
      <div className={classes.search}>
        <TextInput
          size="xs"
          type="search"
          aria-label="Search the output"
          placeholder="Search"
          leftSection={<Icon name="search" size={14} />}
          rightSection={
            search !== "" && (
              <CloseButton
                size="xs"
                aria-label="Clear the search of the output"
                onClick={() => onSearch("")}
              />
            )
          }
          value={search}
          onChange={({ currentTarget }) => onSearch(currentTarget.value)}
          onKeyDown={steer}
        />
        {search !== "" && (
          <>
            <span className={classes.hits} role="status">
              {hits === 0 ? "none" : `${formatCount(hit)} of ${formatCount(hits)}`}
            </span>
            <ActionIcon
              size="md"
              variant="subtle"
              color="gray"
              aria-label="Line before that matches"
              disabled={hits === 0}
              onClick={() => onHit(-1)}
            >
              <Icon name="up" />
            </ActionIcon>
            <ActionIcon
              size="md"
              variant="subtle"
              color="gray"
              aria-label="Next line that matches"
              disabled={hits === 0}
              onClick={() => onHit(1)}
            >
              <Icon name="down" />
            </ActionIcon>
          </>
        )}
      </div>
      <div className={classes.tools}>
        <Toggle icon="follow" label="Follow" on={follow} onChange={onFollow} />
        <Toggle icon="wrap" label="Wrap lines" on={wrap} onChange={onWrap} />
        <ActionIcon
          component="a"
          href={address(`/jobs/${encodeURIComponent(jobId)}/logs/download`, { stream })}
          download
          size="md"
          variant="subtle"
          color="gray"
          aria-label="Download"
          title="Download"
        >
          <Icon name="download" />
        </ActionIcon>
      </div>
    </header>
  );
}

interface ToggleProps {
  readonly icon: IconName;
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Toggle({ icon, label, on, onChange }: ToggleProps) {
  return (
    <ActionIcon
      size="md"
      variant={on ? "light" : "subtle"}
      {...(!on && { color: "gray" })}
      aria-label={label}
      aria-pressed={on}
      title={label}
      onClick={() => onChange(!on)}
    >
      <Icon name={icon} />
    </ActionIcon>
  );
}
