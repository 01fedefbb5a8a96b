/** The least that running a container takes: five calls to the engine, one after the other. */
import { Agent, request } from "undici";

export interface BareLoop {
  /** Creates a container, starts it, waits for its end, reads its output and removes it. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function bareLoop(socketPath: string, image: string): BareLoop {
  const agent = new Agent({ connect: { socketPath } });
  const call = async (method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
    const answer = await request(`http://engine${path}`, {
      dispatcher: agent,
      method,
      headersTimeout: 0,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text;
  };
  return {
    async run() {
      const { Id } = JSON.parse(await call("POST", "/containers/create", { Image: image, Cmd: ["true"] }));
      await call("POST", `/containers/${Id}/start`);
      await call("POST", `/containers/${Id}/wait`);
      await call("GET", `/containers/${Id}/logs?stdout=1&stderr=1`);
      await call("DELETE", `/containers/${Id}`);
    },
    close: () => agent.close(),
  };
}
