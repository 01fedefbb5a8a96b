import { Button, CloseButton, NumberInput, Popover, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { useRef, useState } from "react";
import { statuses } from "../../../../src/queue/job/states.ts";
import { useHosts } from "../../api/queries.ts";
import { countMore, type JobFilters, noFilters, spans } from "../../lib/filters.ts";
import { Icon } from "../../ui/icon.tsx";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { statusStyles } from "../../ui/status-styles.ts";
import classes from "./filter-bar.module.css";

interface FilterBarProps {
  readonly filters: JobFilters;
  readonly onChange: (changes: Partial<JobFilters>) => void;
}

/** What the list is narrowed by; all of it stands in the address. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const filtered =
    filters.status.length > 0 || filters.scheduled || filters.search !== "" || countMore(filters) > 0;
  return (
    <search className={classes.bar}>
      <Search text={filters.search} onChange={(search) => onChange({ search })} />
      <More filters={filters} onChange={onChange} />
      {filtered && (
        <Button
          size="sm"
          variant="subtle"
          color="gray"
          onClick={() => onChange({ ...noFilters, sort: filters.sort })}
        >
          Show all
        </Button>
      )}
      <fieldset className={classes.states}>
        <legend className="hidden-visually">States</legend>
        {statuses.map((status) => (
          <StateToggle
            key={status}
            status={status}
            chosen={filters.status.includes(status)}
            onToggle={(chosen) =>
              onChange({
                status: statuses.filter((other) =>
                  other === status ? chosen : filters.status.includes(other),
                ),
              })
            }
          />
        ))}
        <StateToggle
          status="scheduled"
          chosen={filters.scheduled}
          onToggle={(scheduled) => onChange({ scheduled })}
        />
      </fieldset>
    </search>
  );
}

interface StateToggleProps {
  readonly status: keyof typeof statusStyles;
  readonly chosen: boolean;
  readonly onToggle: (chosen: boolean) => void;
}

function StateToggle({ status, chosen, onToggle }: StateToggleProps) {
  const { label, meaning } = statusStyles[status];
  return (
    <button
      type="button"
      className={classes.state}
      data-status={status}
      aria-pressed={chosen}
      title={meaning}
      onClick={() => onToggle(!chosen)}
    >
      <StatusIcon status={status} size={13} />
      {label}
    </button>
  );
}

/** Asks the server when nobody has typed for a moment. */
function Search({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const ref = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const [sent, setSent] = useState(text);
  // The address was changed by something else: a link, or the way back.
  if (text !== sent) {
    setSent(text);
    setTyped(text);
  }
  const send = useDebouncedCallback((value: string) => {
    setSent(value);
    onChange(value);
  }, 250);
  const change = (value: string) => {
    setTyped(value);
    send(value.trim());
  };
  useHotkeys([["/", () => ref.current?.focus()]]);
  return (
    <TextInput
      ref={ref}
      className={classes.search ?? ""}
      type="search"
      aria-label="Search by name, image or id"
      placeholder="Name, image or id"
      leftSection={<Icon name="search" />}
      rightSection={
        typed !== "" && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />
      }
      value={typed}
      maxLength={500}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function More({ filters, onChange }: FilterBarProps) {
  const { data: hosts } = useHosts(false);
  const count = countMore(filters);
  const names = hosts?.map(({ name }) => name) ?? [];
  const optional = (value: number | string) => (value === "" ? undefined : Number(value));
  return (
    <Popover position="bottom-start" width={300} trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<Icon name="filter" />}>
          Filter{count > 0 && ` · ${count}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter">
        <div className={classes.more}>
          <Select
            label="Host"
            placeholder="any"
            data={filters.host === "" || names.includes(filters.host) ? names : [...names, filters.host]}
            value={filters.host || null}
            onChange={(host) => onChange({ host: host ?? "" })}
            clearable
            comboboxProps={{ withinPortal: false }}
          />
          <TextInput
            label="Image"
            description="The beginning of its name"
            defaultValue={filters.image}
            maxLength={500}
            onBlur={({ currentTarget }) => onChange({ image: currentTarget.value.trim() })}
            onKeyDown={({ key, currentTarget }) =>
              key === "Enter" && onChange({ image: currentTarget.value.trim() })
            }
          />
          <div className={classes.pair}>
            <NumberInput
              label="Priority from"
              min={0}
              max={100}
              allowDecimal={false}
              value={filters.priorityMin ?? ""}
              onChange={(value) => onChange({ priorityMin: optional(value) })}
            />
            <NumberInput
              label="to"
              min={0}
              max={100}
              allowDecimal={false}
              value={filters.priorityMax ?? ""}
              onChange={(value) => onChange({ priorityMax: optional(value) })}
            />
          </div>
          <Select
            label="Created within"
            placeholder="any time"
            data={Object.keys(spans).map((span) => ({ value: span, label: `the last ${span}` }))}
            value={filters.within || null}
            onChange={(within) => onChange({ within: within ?? "" })}
            clearable
            comboboxProps={{ withinPortal: false }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
