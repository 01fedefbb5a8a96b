import { Input, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { strategies, strategyNames } from "../../../../src/queue/job/retry.ts";
import { useHosts, useTemplates } from "../../api/queries.ts";
import { Panel } from "../../ui/panel.tsx";
import { ChoiceField, type Fields, NumberField, verbatim } from "./inputs.tsx";
import classes from "./submit-form.module.css";

export function Basics({ form }: Fields) {
  return (
    <Panel title="What to run">
      <div className={classes.grid}>
        <TextInput
          label="Image"
          description="Empty runs the command as a process of the worker’s machine"
          placeholder="python:3.13"
          {...verbatim}
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
          {...verbatim}
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
        <NumberField
          form={form}
          name="priority"
          label="Priority"
          description="0 to 100, higher is sooner; 80 high, 50 normal, 20 low"
          min={0}
          max={100}
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
        <ChoiceField
          form={form}
          name="host"
          label="Host"
          placeholder="any that fits"
          data={hosts?.filter(({ active }) => active).map(({ name }) => name)}
        />
        <ChoiceField
          form={form}
          name="template"
          label="Environment template"
          placeholder="none"
          data={templates?.map(({ name }) => name)}
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
          {...verbatim}
          {...form.getInputProps("env")}
        />
        <TextInput label="Working directory" {...verbatim} {...form.getInputProps("workdir")} />
        <TextInput
          label="Networks"
          description="Separated by commas"
          {...verbatim}
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
        <NumberField form={form} name="memory" label="Memory" suffix=" MB" min={6} placeholder="no limit" />
        <NumberField
          form={form}
          name="cpus"
          label="CPU"
          suffix=" cores"
          min={0.01}
          allowDecimal
          step={0.5}
          decimalScale={2}
          placeholder="no limit"
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
        <NumberField
          form={form}
          name="maxRetries"
          label="Launch attempts"
          description="Before it is given up"
          min={1}
          max={1_000}
          placeholder="as the strategy says"
        />
        <ChoiceField
          form={form}
          name="retryStrategy"
          label="Waits between them"
          description="Longer after each"
          placeholder="default"
          data={strategyNames.map((name) => ({
            value: name,
            label: `${name}: ${strategies[name].attempts} attempts, up to ${strategies[name].max / 1_000} s`,
          }))}
        />
        <NumberField
          form={form}
          name="retryOnExit"
          label="Runs after a failure"
          description="Where it ran and failed by itself"
          min={0}
          max={1_000}
          placeholder="0"
        />
      </div>
    </Panel>
  );
}
