/** A reader of server-sent events over a socket of its own. */
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { operateToken } from "./bench.ts";

export interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is told is what the tests are about
  readonly data: any;
}

export interface Viewer {
  readonly events: readonly ServerEvent[];
  /** Resolves with the first event, also one that has come already, that is as wanted. */
  waitFor(wanted: (event: ServerEvent) => boolean): Promise<ServerEvent>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function view(url: string, headers: Record<string, string> = {}): Promise<Viewer> {
  const { promise, resolve, reject } = Promise.withResolvers<[ClientRequest, IncomingMessage]>();
  const asking = get(url, { agent: false, headers: { authorization: `Bearer ${operateToken}`, ...headers } });
  asking.once("error", reject).once("response", (answer) => resolve([asking, answer]));
  const [request, answer] = await promise;
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);

  const events: ServerEvent[] = [];
  const waiting = new Set<() => void>();
  let unread = "";
  answer.setEncoding("utf8").on("data", (text: string) => {
    const blocks = (unread + text).split("\n\n");
    unread = blocks.pop() ?? "";
    for (const block of blocks) if (block.startsWith("event:")) events.push(parse(block));
    for (const look of waiting) look();
  });
  // That it was cut off is how some of these end.
  request.on("error", () => {});
  const ended = new Promise<void>((done) => answer.on("error", () => done()).on("close", done));

  return {
    events,
    ended,
    waitFor: (wanted) =>
      new Promise((found) => {
        const look = () => {
          const event = events.find(wanted);
          if (!event) return;
          waiting.delete(look);
          found(event);
        };
        waiting.add(look);
        look();
      }),
    close: () => void request.destroy(),
  };
}

function parse(block: string): ServerEvent {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  return {
    event: fields.event ?? "",
    ...(fields.id && { id: fields.id }),
    data: JSON.parse(fields.data ?? "null"),
  };
}
