import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { Live } from "./api/live.ts";
import { LiveContext } from "./api/live-context.ts";
import { isProblem } from "./api/problems.ts";
import { onToken, useSession } from "./api/session.ts";
import { Overview } from "./pages/overview/overview.tsx";
import { Shell } from "./shell/shell.tsx";
import { SignIn } from "./shell/sign-in.tsx";
import { theme } from "./theme.ts";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { Failure, Loading, Notice } from "./ui/notice.tsx";
import { Page } from "./ui/page.tsx";

/** Loaded when they are opened, or when there is nothing else to do: then they are there should the server go. */
const pages = {
  jobs: () => import("./pages/jobs/jobs-page.tsx"),
  job: () => import("./pages/job/job-page.tsx"),
  newJob: () => import("./pages/new-job/new-job-page.tsx"),
  schema: () => import("./pages/schema/schema-page.tsx"),
};
const JobsPage = lazy(async () => ({ default: (await pages.jobs()).JobsPage }));
const JobPage = lazy(async () => ({ default: (await pages.job()).JobPage }));
const NewJobPage = lazy(async () => ({ default: (await pages.newJob()).NewJobPage }));
const SchemaPage = lazy(async () => ({ default: (await pages.schema()).SchemaPage }));

/** Milliseconds after the first page. */
const preloadAfter = 2_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server is on this machine or near: what the browser thinks of the internet says nothing.
      networkMode: "always",
      retry: (failures, error) => failures < 2 && !isProblem(error),
      retryDelay: 500,
      staleTime: 1_000,
    },
    mutations: { networkMode: "always" },
  },
});
const live = new Live(queries);

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <LiveContext value={live}>
          <Notifications position="bottom-right" />
          <Gate />
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Nothing is shown before we know who looks. */
function Gate() {
  const { data: session, error, refetch } = useSession();
  useEffect(() => onToken(() => void refetch()), [refetch]);
  const signedIn = session !== undefined && !isProblem(error, 401);
  useEffect(() => (signedIn ? live.start() : undefined), [signedIn]);
  useEffect(() => {
    if (!signedIn) return undefined;
    // One that cannot be had now is asked for again when it is opened.
    const preload = () => void Promise.allSettled(Object.values(pages).map((load) => load()));
    const timer = setTimeout(preload, preloadAfter);
    return () => clearTimeout(timer);
  }, [signedIn]);
  const [place] = useLocation();
  if (isProblem(error, 401)) return <SignIn />;
  if (session) {
    return (
      <Shell>
        <ErrorBoundary key={place}>
          <Suspense fallback={<Loading />}>
            <Pages />
          </Suspense>
        </ErrorBoundary>
      </Shell>
    );
  }
  return error ? <Failure what="The queue" error={error} onRetry={() => refetch()} /> : <Loading />;
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/jobs" component={JobsPage} />
      <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
      <Route path="/new" component={NewJobPage} />
      <Route path="/schema" component={SchemaPage} />
      <Route path="/index.html">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Page title="Not found">
          <Notice icon="unlink" title="There is no such page">
            The address may have been typed or copied wrongly.
          </Notice>
        </Page>
      </Route>
    </Switch>
  );
}
