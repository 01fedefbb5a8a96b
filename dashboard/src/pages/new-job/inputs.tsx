import { NumberInput, type NumberInputProps, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { JobForm } from "../../lib/job-form.ts";

export interface Fields {
  readonly form: UseFormReturnType<JobForm>;
}

/** What is typed is not for a dictionary to correct. */
export const verbatim = { spellCheck: false, autoCapitalize: "off" } as const;

interface NumberFieldProps extends Fields, Omit<NumberInputProps, "form" | "name"> {
  readonly name: "priority" | "memory" | "cpus" | "maxRetries" | "retryOnExit";
}

/** Of whole numbers, unless it says otherwise. */
export function NumberField({ form, name, ...shape }: NumberFieldProps) {
  return <NumberInput allowDecimal={false} {...shape} {...form.getInputProps(name)} />;
}

interface ChoiceFieldProps extends Fields {
  readonly name: "host" | "template" | "retryStrategy";
  readonly label: string;
  readonly description?: string;
  /** What holds where nothing is chosen. */
  readonly placeholder: string;
  readonly data:
    | readonly { readonly value: string; readonly label: string }[]
    | readonly string[]
    | undefined;
}

/** One of some, or nothing, for which the form has an empty text. */
export function ChoiceField({ form, name, data = [], ...shape }: ChoiceFieldProps) {
  const { error } = form.getInputProps(name) as { error?: string };
  const current = form.values[name];
  const options = data.map((option) =>
    typeof option === "string" ? { value: option, label: option } : option,
  );
  // A choice that is no longer there is still shown.
  const isKnown = current === "" || options.some(({ value }) => value === current);
  return (
    <Select
      clearable
      {...shape}
      error={error}
      data={isKnown ? options : [...options, { value: current, label: current }]}
      value={current || null}
      onChange={(value) => form.setFieldValue(name, value ?? "")}
    />
  );
}
