/** From a host's connection string to a way to send requests there. */

import { isAbsolute } from "node:path";
import { Agent } from "undici";
import { LongshoreError } from "../../errors.ts";

/** PEM texts, as Docker's client has them in ca.pem, cert.pem and key.pem. */
export interface TlsOptions {
  /** Whom to trust; the system's authorities where it is missing. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether the engine's certificate must be good; true where it is missing. */
  readonly verify?: boolean;
}

export interface Connection {
  /** What people are told: the connection string without anything secret. */
  readonly host: string;
  readonly origin: string;
  /** A set of connections, none of which is there yet. */
  open(): Agent;
}

/** Time-outs are the caller's, request by request: waiting for a container has none. */
const untimed = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;

/**
 * @param connection `unix:///path/to/socket` or `tcp://host[:port]`
 * @throws {LongshoreError} INVALID_INPUT
 */
export function openConnection(connection: string, tls?: TlsOptions): Connection {
  if (connection.startsWith("unix://")) {
    const socketPath = connection.slice("unix://".length);
    if (!isAbsolute(socketPath)) throw invalid(connection, "the path of a socket begins with /");
    const open = () => new Agent({ ...untimed, connect: { socketPath } });
    return { host: connection, origin: "http://localhost", open };
  }
  if (connection.startsWith("tcp://")) return openTcp(connection, tls);
  if (connection.startsWith("npipe:")) {
    throw invalid(connection, "Windows' named pipes are not supported; let the engine listen on tcp://");
  }
  throw invalid(connection, "use unix:///path/to/socket or tcp://host:port");
}

function openTcp(connection: string, tls: TlsOptions | undefined): Connection {
  // As http, since only of the web's own schemes does URL read the host strictly.
  const url = URL.parse(connection.replace("tcp:", "http:"));
  if (url === null) throw invalid(connection, "it is not tcp://host:port");
  const port = url.port || (connection.endsWith(":80") ? "80" : tls === undefined ? "2375" : "2376");
  const host = `tcp://${url.hostname}:${port}`;
  const address = `${url.hostname}:${port}`;
  if (tls === undefined) return { host, origin: `http://${address}`, open: () => new Agent(untimed) };

  const { verify = true, ...certificates } = tls;
  const open = () => new Agent({ ...untimed, connect: { ...certificates, rejectUnauthorized: verify } });
  return { host, origin: `https://${address}`, open };
}

function invalid(connection: string, why: string): LongshoreError {
  return new LongshoreError("INVALID_INPUT", { what: `Docker host "${connection}"`, why });
}
