import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TlsOptions } from "../../../src/executors/docker/connection.ts";
import { createDockerExecutor } from "../../../src/executors/docker/index.ts";
import { dockerEngine } from "../../support/docker.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";

const folder = makeFolder();
let server: https.Server;

const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });

/** A certificate that is its own authority. */
function makeCertificate(name: string): void {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  openssl("req", "-x509", "-nodes", ...curve, ...subject, "-keyout", `${name}.key`, "-out", `${name}.pem`);
}

beforeAll(async () => {
  for (const name of ["engine", "client", "stranger"]) makeCertificate(name);
  const { socket } = await dockerEngine();
  // As dockerd --tlsverify: only clients that it knows get as far as a request.
  const options = { cert: read("engine.pem"), key: read("engine.key"), ca: read("client.pem") };
  server = https.createServer(
    { ...options, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { method, url, headers } = request;
      const upstream = http.request({ socketPath: socket, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(upstream);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close().closeAllConnections();
  removeFolder(folder);
});

async function check(tls?: TlsOptions): Promise<void> {
  const connection = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executor = createDockerExecutor({ connection, ...(tls !== undefined && { tls }) });
  try {
    await executor.check();
  } finally {
    await executor.close();
  }
}

const client = () => ({ cert: read("client.pem"), key: read("client.key") });

test("an engine is reached with the certificates that it and we trust", async () => {
  await check({ ...client(), ca: read("engine.pem") });
  await check({ ...client(), verify: false });
});

test("an engine is not reached without", async () => {
  const unreachable = { code: "ENGINE_UNREACHABLE" };
  await expect(check()).rejects.toMatchObject(unreachable);
  await expect(check({ ...client() })).rejects.toMatchObject(unreachable);
  await expect(check({ ...client(), ca: read("stranger.pem") })).rejects.toMatchObject(unreachable);
  const stranger = { cert: read("stranger.pem"), key: read("stranger.key"), ca: read("engine.pem") };
  await expect(check(stranger)).rejects.toMatchObject(unreachable);
});
