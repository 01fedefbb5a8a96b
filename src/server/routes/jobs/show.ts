import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { submittedSpec } from "../../../queue/detail/submitted-spec.ts";
import { timelineOf } from "../../../queue/detail/timeline.ts";
import { whyWaiting } from "../../../queue/detail/why-waiting.ts";
import { show } from "../../../queue/show.ts";
import type { ServerContext } from "../../context.ts";
import { jobId } from "../../schemas/actions.ts";
import { jobDetail } from "../../schemas/job.ts";
import { problemsOf } from "../../schemas/problems-of.ts";

export function showRoutes({ database, lease }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/jobs/:id", {
      schema: {
        tags: ["jobs"],
        summary: "A job, its attempts, what it was submitted with, what it waits for",
        params: jobId,
        response: { 200: jobDetail, ...problemsOf(404) },
      },
      handler: async ({ params: { id } }) => {
        const job = await show(database, id);
        const [spec, waiting, timeline] = await Promise.all([
          submittedSpec(database, id),
          whyWaiting(database, job, lease),
          timelineOf(database, job),
        ]);
        return { ...job, spec, waiting, timeline };
      },
    });
  };
}
