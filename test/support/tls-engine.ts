/** A Docker engine behind TLS, as dockerd --tlsverify: only clients that it knows get as far as a request. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { makeFolder, removeFolder } from "./folder.ts";

export interface TlsEngine {
  readonly connection: string;
  /** Has NAME.pem and NAME.key of `engine`, which serves, of `client`, which it knows, and of a `stranger`. */
  readonly folder: string;
  close(): void;
}

/** @param socketPath of the engine that is asked in the end */
export async function startTlsEngine(socketPath: string): Promise<TlsEngine> {
  const folder = makeFolder();
  for (const name of ["engine", "client", "stranger"]) makeCertificate(folder, name);
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  const options = { cert: read("engine.pem"), key: read("engine.key"), ca: read("client.pem") };
  const server = https.createServer(
    { ...options, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { method, url, headers } = request;
      const upstream = http.request({ socketPath, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(upstream);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    connection: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    close() {
      server.close().closeAllConnections();
      removeFolder(folder);
    },
  };
}

/** A certificate that is its own authority. */
function makeCertificate(cwd: string, name: string): void {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`];
  execFileSync("openssl", ["req", "-x509", "-nodes", ...curve, ...subject, ...files], { cwd, stdio: "pipe" });
}
