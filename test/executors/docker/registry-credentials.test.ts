import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { credentialHeaders } from "../../../src/executors/docker/registry-credentials.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";

const folder = makeFolder();
const base64 = (text: string) => Buffer.from(text).toString("base64");
const store = (config: unknown) =>
  writeFileSync(
    path.join(folder, "config.json"),
    typeof config === "string" ? config : JSON.stringify(config),
  );

beforeEach(() => vi.stubEnv("DOCKER_CONFIG", folder));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => removeFolder(folder));

async function credentials(image: string): Promise<unknown> {
  const header = (await credentialHeaders(image))["x-registry-auth"];
  return header === undefined ? undefined : JSON.parse(Buffer.from(header, "base64url").toString());
}

test("nothing is sent where nothing is stored", async () => {
  vi.stubEnv("DOCKER_CONFIG", "/nowhere");
  expect(await credentialHeaders("ghcr.io/acme/app")).toEqual({});
  vi.stubEnv("DOCKER_CONFIG", folder);
  store({ auths: { "quay.io": { auth: base64("me:secret") } } });
  expect(await credentialHeaders("ghcr.io/acme/app")).toEqual({});
});

test.each([
  ["ghcr.io/acme/app:1", "ghcr.io", "ghcr.io"],
  ["ghcr.io/acme/app:1", "https://ghcr.io/v2/", "ghcr.io"],
  ["localhost:5000/app", "localhost:5000", "localhost:5000"],
  ["busybox", "https://index.docker.io/v1/", "https://index.docker.io/v1/"],
])("%s is pulled with what is stored for %s", async (image, stored, serveraddress) => {
  store({ auths: { "other.example": { auth: base64("x:y") }, [stored]: { auth: base64("me:sec:ret") } } });
  expect(await credentials(image)).toEqual({ username: "me", password: "sec:ret", serveraddress });
});

test.each(["a", "ab", "abc", "ü>>>???"])(
  "the header is one that engines can read, for %s",
  async (password) => {
    store({ auths: { "ghcr.io": { auth: base64(`me:${password}`) } } });
    const header = (await credentialHeaders("ghcr.io/app"))["x-registry-auth"] ?? "";
    expect(header).toMatch(/^[\w-]+=*$/);
    expect(header.length % 4).toBe(0);
    expect(await credentials("ghcr.io/app")).toMatchObject({ username: "me", password });
  },
);

test("a token is sent as one", async () => {
  store({ auths: { "ghcr.io": { auth: base64("me:"), identitytoken: "token" } } });
  expect(await credentials("ghcr.io/app")).toEqual({ identitytoken: "token", serveraddress: "ghcr.io" });
});

test("a helper is asked, for all registries or for its own", async () => {
  const helper = path.join(folder, "docker-credential-test");
  writeFileSync(
    helper,
    `#!/bin/sh
read -r server
[ "$server" = ghcr.io ] || { echo "credentials not found in native keychain"; exit 1; }
echo '{"ServerURL":"ghcr.io","Username":"me","Secret":"of the helper"}'
`,
  );
  chmodSync(helper, 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  const login = { username: "me", password: "of the helper", serveraddress: "ghcr.io" };
  store({ credsStore: "test" });
  expect(await credentials("ghcr.io/app")).toEqual(login);
  expect(await credentials("quay.io/app")).toBeUndefined();
  store({ credHelpers: { "ghcr.io": "test" } });
  expect(await credentials("ghcr.io/app")).toEqual(login);
  store({ credsStore: "not-there" });
  await expect(credentials("ghcr.io/app")).rejects.toMatchObject({ reason: "credentials_unreadable" });
});

test("what cannot be read is not shown", async () => {
  store('{"auths": {"ghcr.io": {"auth": "c2VjcmV0');
  const failed = await credentialHeaders("ghcr.io/app").catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: "LaunchError", reason: "credentials_unreadable" });
  expect(String(failed)).not.toContain("c2VjcmV0");
});
