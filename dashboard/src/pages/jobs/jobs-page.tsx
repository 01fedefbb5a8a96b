import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { ActionDialog, type Target } from "../../actions/action-dialog.tsx";
import type { ActionName } from "../../actions/kinds.ts";
import { serverNow } from "../../api/client.ts";
import { useJobCount, useJobs } from "../../api/queries.ts";
import { useMayOperate } from "../../api/session.ts";
import { changeFilters, type JobFilters, readFilters, toQuery, writeFilters } from "../../lib/filters.ts";
import { formatBounded } from "../../lib/numbers.ts";
import { Icon } from "../../ui/icon.tsx";
import { Failure, Loading, Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Further } from "./further.tsx";
import { JobTable } from "./job-table.tsx";
import classes from "./jobs-page.module.css";
import { SelectionBar } from "./selection-bar.tsx";
import { useFurther } from "./use-further.ts";
import { useLiveJobs } from "./use-live-jobs.ts";
import { useSelection } from "./use-selection.ts";

/** All jobs, narrowed by what the address says. */
export function JobsPage() {
  const [address, setAddress] = useSearchParams();
  const filters = readFilters(address);
  const list = useJobs(filters);
  const { data: counted } = useJobCount(filters);
  const mayOperate = useMayOperate();
  const jobs = list.data?.pages.flatMap((page) => page.jobs) ?? [];
  const selection = useSelection(jobs, writeFilters(filters).toString());
  const further = useFurther(list.data?.pages ?? [], writeFilters(filters).toString());
  const news = useLiveJobs(filters, (list.data?.pages.length ?? 0) <= 1);
  const [endInSight, setEndInSight] = useState(false);
  const mayFetch = list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData;
  const goOn = mayFetch && !further.asks && (endInSight || jobs.length === 0);
  useEffect(() => {
    if (goOn) list.fetchNextPage();
  }, [goOn, list.fetchNextPage]);
  const [action, setAction] = useState<ActionName>();
  const change = (changes: Partial<JobFilters>) =>
    setAddress(writeFilters(changeFilters(filters, changes)), { replace: true });
  const { sort: _, ...filter } = toQuery(filters, serverNow());
  const target: Target = selection.all ? { filter } : { jobs: selection.jobs };

  return (
    <Page
      title="Jobs"
      full
      heading={
        <>
          Jobs{" "}
          <span className={classes.count}>
            {counted && (counted.exact || counted.count > 0) && formatBounded(counted)}
          </span>
        </>
      }
      actions={
        mayOperate && (
          <Button component={Link} href="/new" size="sm" leftSection={<Icon name="plus" />}>
            New job
          </Button>
        )
      }
    >
      <FilterBar filters={filters} onChange={change} />
      {selection.size > 0 && (
        <SelectionBar
          selection={selection}
          loaded={jobs.length}
          more={list.hasNextPage}
          count={counted}
          onAction={setAction}
        />
      )}
      <div className={classes.list}>
        {news.waiting && (
          <Button
            className={classes.news ?? ""}
            size="compact-sm"
            onClick={news.show}
            leftSection={<Icon name="up" />}
          >
            Newer jobs
          </Button>
        )}
        {list.isPending && <Loading lines={12} height={32} />}
        {list.isError && !list.data && <Failure what="The jobs" error={list.error} onRetry={list.refetch} />}
        {list.data && jobs.length === 0 && !list.hasNextPage && <NoJobs filtered={address.size > 0} />}
        {jobs.length > 0 && (
          <JobTable
            key={news.generation}
            jobs={jobs}
            stale={list.isPlaceholderData}
            selection={mayOperate ? selection : undefined}
            hasMore={list.hasNextPage}
            sort={filters.sort}
            onSort={(sort) => change({ sort })}
            onEndInSight={setEndInSight}
          />
        )}
        {list.hasNextPage && further.isFar && (
          <Further
            found={jobs.length}
            reached={list.data?.pages.at(-1)?.reached ?? null}
            asks={further.asks && !list.isFetchingNextPage}
            onGoOn={further.goOn}
            onStop={further.stop}
          />
        )}
        {list.isFetchingNextPage && jobs.length === 0 && !further.isFar && <Loading lines={12} height={32} />}
      </div>
      {action && (
        <ActionDialog
          action={action}
          target={target}
          onClose={() => setAction(undefined)}
          onDone={selection.clear}
        />
      )}
    </Page>
  );
}

function NoJobs({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Notice
        icon="filter"
        title="No job matches"
        action={
          <Button component={Link} href="/jobs" size="xs" variant="default">
            Show all jobs
          </Button>
        }
      />
    );
  }
  return (
    <Notice icon="jobs" title="No job yet">
      Submit one with the button above, or from a terminal: <code>longshore submit -- echo hello</code>
    </Notice>
  );
}
