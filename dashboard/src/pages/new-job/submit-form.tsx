import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRef } from "react";
import { useLocation } from "wouter";
import { useSubmit } from "../../api/actions.ts";
import { isProblem, messageOf } from "../../api/problems.ts";
import { type FormErrors, fieldOf, type JobForm, readForm } from "../../lib/job-form.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { tellDone } from "../../ui/toast.tsx";
import { CommandLine } from "./command-line.tsx";
import { Basics, Limits, Retries, Surroundings, When } from "./fields.tsx";
import classes from "./submit-form.module.css";

interface SubmitFormProps {
  readonly initial: JobForm;
  /** Whether values of variables are missing because they are not shown. */
  readonly hidden?: boolean;
}

export function SubmitForm({ initial, hidden }: SubmitFormProps) {
  const form = useForm<JobForm>({
    mode: "controlled",
    initialValues: initial,
    validate: (values) => readForm(values).errors,
    validateInputOnBlur: true,
  });
  const { mutateAsync, isPending, error } = useSubmit();
  const [, go] = useLocation();
  const sent = useRef({ body: "", key: "" });

  async function submit(values: JobForm) {
    const { spec } = readForm(values);
    const body = JSON.stringify(spec);
    // A second try of the same job, after an answer that never came, must not make a second one.
    if (body !== sent.current.body) sent.current = { body, key: randomKey() };
    try {
      const { id } = await mutateAsync({ spec, key: sent.current.key });
      tellDone("Job submitted");
      go(`/jobs/${id}`);
    } catch (failure) {
      if (isProblem(failure)) form.setErrors(errorsOf(failure.errors));
    }
  }

  return (
    <form className={classes.form} noValidate onSubmit={form.onSubmit(submit, () => focusFirstError())}>
      <div className={classes.fields}>
        <Basics form={form} />
        <When form={form} />
        <Surroundings form={form} hidden={hidden ?? false} />
        <Limits form={form} />
        <Retries form={form} />
      </div>
      <div className={classes.side}>
        <CommandLine spec={readForm(form.values).spec} />
        {error && (
          <p className={classes.error} role="alert">
            {visibleText(messageOf(error)).slice(0, 500)}
          </p>
        )}
        <Button type="submit" size="md" loading={isPending} fullWidth>
          Submit
        </Button>
      </div>
    </form>
  );
}

function errorsOf(problems: readonly { path: string; message: string }[]): FormErrors {
  return Object.fromEntries(
    problems.map(({ path, message }) => [fieldOf(path.split(/[./]/).filter(Boolean)), message]),
  );
}

function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus());
}

/** Browsers give `crypto.randomUUID` to pages of this machine or over TLS alone. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
