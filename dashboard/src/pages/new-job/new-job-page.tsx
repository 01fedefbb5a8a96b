import { useSearchParams } from "wouter";
import { useJob } from "../../api/queries.ts";
import { useMayOperate } from "../../api/session.ts";
import { emptyForm, formOf } from "../../lib/job-form.ts";
import { Loading, Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { SubmitForm } from "./submit-form.tsx";

/** A job from nothing, or after the model of another. */
export function NewJobPage() {
  const [address] = useSearchParams();
  const from = address.get("from");
  const mayOperate = useMayOperate();
  return (
    <Page title="New job">
      {!mayOperate ? (
        <Notice icon="ban" title="You may look, not act">
          Sign in with the token that may operate to submit jobs.
        </Notice>
      ) : from === null ? (
        <SubmitForm initial={emptyForm} />
      ) : (
        <After id={from} />
      )}
    </Page>
  );
}

function After({ id }: { id: string }) {
  const { data: job, error } = useJob(id);
  if (job) {
    const hidden = Object.values(job.spec.environment).some((value) => value === null);
    return <SubmitForm initial={formOf(job)} hidden={hidden} />;
  }
  return error ? <SubmitForm initial={emptyForm} /> : <Loading lines={6} height={36} />;
}
