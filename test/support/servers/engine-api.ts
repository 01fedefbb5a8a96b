/** The few calls to the Docker Engine that the tests make past our own executor. */
import { request } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

export async function ping(socket: string): Promise<boolean> {
  await callEngine(socket, "GET", "/_ping");
  return true;
}

/**
 * Calls the engine and returns the answer's body. A stream is sent as a tar archive, anything else as JSON.
 *
 * @throws Error for any status above 299.
 */
export async function callEngine(
  socket: string,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: Readable | object,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const archive = body instanceof Readable;
  const headers = { "content-type": archive ? "application/x-tar" : "application/json" };
  const outgoing = request({ socketPath: socket, method, path, headers }, async (response) => {
    const answer = await text(response);
    const { statusCode = 0 } = response;
    if (statusCode > 299) reject(new Error(`${method} ${path}: ${statusCode} ${answer}`));
    else resolve(answer);
  }).on("error", reject);
  if (archive) body.pipe(outgoing);
  else outgoing.end(body && JSON.stringify(body));
  return promise;
}
