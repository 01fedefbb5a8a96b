import { Input, NumberInput, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { strategies, strategyNames } from "../../../../src/queue/retry.ts";
import { useHosts, useTemplates } from "../../api/queries.ts";
import type { JobForm } from "../../lib/job-form.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./submit-form.module.css";

interface Fields {
  readonly form: UseFormReturnType<JobForm>;
}

export function Basics({ form }: Fields) {
  return (
    <Panel title="What to run">
      <div className={classes.grid}>
        <TextInput
          label="Image"
          description="Empty runs the command as a process of the worker’s machine"
          placeholder="python:3.13"
          spellCheck={false}
          autoCapitalize="off"
          {...form.getInputProps("image")}
        />
        <TextInput
          label="Name"
          description="For people"
          placeholder="nightly report"
          {...form.getInputProps("name")}
        />
        <Textarea
          className={classes.wide ?? ""}
          classNames={{ input: classes.code ?? "" }}
          label="Command"
          description="Program and arguments, quoted as in a shell; nothing is expanded"
          placeholder="python main.py --date 'last monday'"
          rows={3}
          spellCheck={false}
          autoCapitalize="off"
          {...form.getInputProps("command")}
        />
      </div>
    </Panel>
  );
}

export function When({ form }: Fields) {
  const { when } = form.values;
  return (
    <Panel title="When">
      <div className={classes.grid}>
        <div>
          <Input.Wrapper label="Start" labelElement="div">
            <SegmentedControl
              fullWidth
              aria-label="Start"
              data={[
                { value: "now", label: "Now" },
                { value: "at", label: "At a time" },
                { value: "in", label: "In a while" },
              ]}
              {...form.getInputProps("when")}
            />
          </Input.Wrapper>
          <div className={classes.moment}>
            {when === "at" && (
              <TextInput
                type="datetime-local"
                label="Not before"
                description="In your time zone"
                {...form.getInputProps("at")}
              />
            )}
            {when === "in" && (
              <TextInput
                label="Not before this long from now"
                placeholder="2h"
                {...form.getInputProps("in")}
              />
            )}
          </div>
        </div>
        <NumberInput
          label="Priority"
          description="0 to 100, higher is sooner; 80 high, 50 normal, 20 low"
          min={0}
          max={100}
          allowDecimal={false}
          {...form.getInputProps("priority")}
        />
      </div>
    </Panel>
  );
}

export function Surroundings({ form, hidden }: Fields & { readonly hidden: boolean }) {
  const { data: hosts } = useHosts(false);
  const { data: templates } = useTemplates();
  return (
    <Panel title="Where, and with what around it">
      <div className={classes.grid}>
        <Select
          label="Host"
          placeholder="any that fits"
          clearable
          data={withCurrent(
            form.values.host,
            hosts?.filter(({ active }) => active).map(({ name }) => name),
          )}
          {...choice(form, "host")}
        />
        <Select
          label="Environment template"
          placeholder="none"
          clearable
          data={withCurrent(
            form.values.template,
            templates?.map(({ name }) => name),
          )}
          {...choice(form, "template")}
        />
        <Textarea
          className={classes.wide ?? ""}
          classNames={{ input: classes.code ?? "" }}
          label="Environment variables"
          description={
            hidden
              ? "Values that are not shown have to be typed again"
              : "KEY=value, one a line; they win over the template’s"
          }
          rows={3}
          spellCheck={false}
          autoCapitalize="off"
          {...form.getInputProps("env")}
        />
        <TextInput label="Working directory" spellCheck={false} {...form.getInputProps("workdir")} />
        <TextInput
          label="Networks"
          description="Separated by commas"
          spellCheck={false}
          {...form.getInputProps("networks")}
        />
      </div>
    </Panel>
  );
}

export function Limits({ form }: Fields) {
  return (
    <Panel title="Limits">
      <div className={`${classes.grid} ${classes.three}`}>
        <NumberInput
          label="Memory"
          suffix=" MB"
          min={6}
          allowDecimal={false}
          placeholder="no limit"
          {...form.getInputProps("memory")}
        />
        <NumberInput
          label="CPU"
          suffix=" cores"
          min={0.01}
          step={0.5}
          decimalScale={2}
          placeholder="no limit"
          {...form.getInputProps("cpus")}
        />
        <TextInput label="Time limit" placeholder="1h" {...form.getInputProps("timeout")} />
      </div>
    </Panel>
  );
}

export function Retries({ form }: Fields) {
  return (
    <Panel title="When it does not work">
      <div className={`${classes.grid} ${classes.three}`}>
        <NumberInput
          label="Launch attempts"
          description="Before it is given up"
          min={1}
          max={1_000}
          allowDecimal={false}
          placeholder="as the strategy says"
          {...form.getInputProps("maxRetries")}
        />
        <Select
          label="Waits between them"
          description="Longer after each"
          placeholder="default"
          clearable
          data={strategyNames.map((name) => ({
            value: name,
            label: `${name}: ${strategies[name].attempts} attempts, up to ${strategies[name].max / 1_000} s`,
          }))}
          {...choice(form, "retryStrategy")}
        />
        <NumberInput
          label="Runs after a failure"
          description="Where it ran and failed by itself"
          min={0}
          max={1_000}
          allowDecimal={false}
          placeholder="0"
          {...form.getInputProps("retryOnExit")}
        />
      </div>
    </Panel>
  );
}

/** For a field that has nothing where the form has an empty text. */
function choice(form: Fields["form"], name: "host" | "template" | "retryStrategy") {
  const { error } = form.getInputProps(name) as { error?: string };
  return {
    error,
    value: form.values[name] || null,
    onChange: (value: string | null) => form.setFieldValue(name, value ?? ""),
  };
}

/** A choice that is no longer there is still shown. */
function withCurrent(current: string, known: readonly string[] = []): string[] {
  return current === "" || known.includes(current) ? [...known] : [...known, current];
}
