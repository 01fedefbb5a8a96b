import { describe, expect, test } from "vitest";
import {
  formatImageReference,
  matchesPattern,
  parseImageReference,
} from "../../../src/executors/docker/image-reference.ts";
import fc from "../../support/properties.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

function normalise(text: string): string | undefined {
  const reference = parseImageReference(text);
  return reference && formatImageReference(reference);
}

function matches(text: string, pattern: string): boolean {
  const reference = parseImageReference(text);
  if (!reference) throw new Error(`${text} is no reference`);
  return matchesPattern(reference, pattern);
}

describe("an image reference", () => {
  test.each([
    ["busybox", "docker.io/library/busybox:latest"],
    ["busybox:1.36", "docker.io/library/busybox:1.36"],
    ["acme/app", "docker.io/acme/app:latest"],
    ["docker.io/busybox", "docker.io/library/busybox:latest"],
    ["index.docker.io/acme/app:2", "docker.io/acme/app:2"],
    ["localhost/app", "localhost/app:latest"],
    // What has capitals is no folder of Docker's own registry; without them it would be.
    ["Acme/app", "Acme/app:latest"],
    ["Registry.Example.com:5000/team/sub/app", "registry.example.com:5000/team/sub/app:latest"],
    ["[::1]:5000/app", "[::1]:5000/app:latest"],
    [`busybox@${digest}`, `docker.io/library/busybox@${digest}`],
    [`ghcr.io/acme/app:2@${digest}`, `ghcr.io/acme/app:2@${digest}`],
    ["deadbeef", "docker.io/library/deadbeef:latest"],
  ])("%s is %s", (text, full) => {
    expect(normalise(text)).toBe(full);
  });

  test.each([
    "",
    "Busybox",
    "busybox:",
    "busybox:a b",
    "busybox@sha256:12",
    "/busybox",
    "acme//app",
    "acme/../app",
    "docker.io/",
    "https://ghcr.io/app",
    digest,
    "0123456789abcdef".repeat(4),
  ])("is not made of %j", (text) => {
    expect(normalise(text)).toBeUndefined();
  });

  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const reference = fc.record({
    registry: fc.constantFrom("docker.io", "ghcr.io", "localhost", "r.example.com:5000"),
    repository: fc.array(word, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/")),
    tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,12}$/), { nil: undefined }),
    digest: fc.option(fc.constant(digest), { nil: undefined }),
  });

  test("has one full form, which stays as it is", () => {
    fc.assert(
      fc.property(reference, (parts) => {
        const full = normalise(formatImageReference(parts)) as string;
        expect(normalise(full)).toBe(full);
        if (parts.tag || parts.digest) expect(parseImageReference(full)).toEqual(parts);
      }),
    );
  });

  test("is read from any text without an error, and its full form means the same", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9./:@_-]{0,30}$/)), (text) => {
        const full = normalise(text);
        if (full !== undefined) expect(normalise(full)).toBe(full);
      }),
    );
  });

  test("as a pattern is for itself alone", () => {
    fc.assert(
      fc.property(reference, reference, (one, other) => {
        const [a, b] = [one, other].map((parts) => normalise(formatImageReference(parts)) as string);
        expect(matches(a as string, a as string)).toBe(true);
        const bare = one.digest && other.digest && !one.tag ? a : undefined;
        if (a !== b && bare === undefined) expect(matches(b as string, a as string)).toBe(false);
      }),
    );
  });
});

describe("a pattern", () => {
  test.each([
    ["busybox", "busybox:1.36", true],
    ["busybox", `busybox@${digest}`, true],
    ["busybox:1.*", "busybox:1.36", true],
    ["busybox:1.*", "busybox:latest", false],
    ["busybox", "acme/busybox", false],
    ["*", "python", true],
    ["*", "acme/app", false],
    ["acme/*", "acme/app:3", true],
    ["acme/*", "acme/app/more", false],
    ["acme/**", "acme/app/more", true],
    ["acme*/app", "acme2/app", true],
    ["acme*/app", "acme.evil.example/app", false],
    ["acme/app", "acmexapp", false],
    ["ghcr.io/acme/*", "ghcr.io/acme/app", true],
    ["ghcr.io/acme/*", "ghcrxio/acme/app", false],
    ["ghcr.io/acme/*", "evil.example/ghcr.io/acme/app", false],
    ["ghcr.io/*/app", "ghcr.io/a/b/app", false],
    ["*.example.com/**", "r.example.com/a/b", true],
    [`busybox@${digest}`, `busybox:1@${digest}`, true],
    [`busybox@${digest}`, "busybox", false],
    ["busybox:1", `busybox@${digest}`, false],
  ])("%s, for %s: %s", (pattern, text, matching) => {
    expect(matches(text, pattern)).toBe(matching);
  });
});
