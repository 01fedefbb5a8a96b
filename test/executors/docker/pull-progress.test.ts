import { expect, test } from "vitest";
import { createPullProgress } from "../../../src/executors/docker/pull-progress.ts";

const megabyte = 1024 * 1024;

test("a pull is told of in bytes over all layers, every two seconds and at its end", () => {
  let now = 0;
  const told: string[] = [];
  const progress = createPullProgress(
    "quay.io/app",
    (text) => told.push(text),
    () => now,
  );
  const downloading = (id: string, current: number, total: number) =>
    progress.take({
      ...{ id, status: "Downloading" },
      progressDetail: { current: current * megabyte, total: total * megabyte },
    });
  progress.take({ status: "Pulling from app", id: "latest" });
  progress.take({ status: "Pulling fs layer", id: "a", progressDetail: {} });
  downloading("a", 1, 10);
  downloading("b", 2, 20);
  expect(told).toEqual([]);
  now = 2_100;
  downloading("a", 4, 10);
  now = 2_200;
  progress.take({ status: "Download complete", id: "a", progressDetail: {} });
  now = 4_300;
  downloading("b", 6.5, 20);
  progress.take({ status: "Pull complete", id: "b", progressDetail: {} });
  now = 6_000;
  progress.end();
  expect(told).toEqual([
    "pulling quay.io/app: 6.0 of 30.0 MB",
    "pulling quay.io/app: 16.5 of 30.0 MB",
    "pulled quay.io/app in 6.0 s",
  ]);
});

test("of an image that is there nothing is told", () => {
  const told: string[] = [];
  const progress = createPullProgress(
    "app",
    (text) => told.push(text),
    () => 10_000 * told.length,
  );
  progress.take({ status: "Status: Image is up to date for app:latest" });
  progress.end();
  expect(told).toEqual([]);
});
