import { expect, test } from "vitest";
import { withTag } from "../../../src/executors/docker/images.ts";

test.each([
  ["busybox", "busybox:latest"],
  ["busybox:1.36", "busybox:1.36"],
  ["registry:5000/team/app", "registry:5000/team/app:latest"],
  ["registry:5000/team/app:2", "registry:5000/team/app:2"],
  ["busybox@sha256:0123", "busybox@sha256:0123"],
])("%s is pulled as %s, not with all of its tags", (reference, pulled) => {
  expect(withTag(reference)).toBe(pulled);
});
