import type { FastifyReply } from "fastify";

/** Bytes that wait for a reader of events; with more it is cut off: it can come back and begin anew. */
const mostUnread = 2 ** 20;
/** Milliseconds that a full stream may take to empty. */
const patience = 30_000;
const heartbeatInterval = 15_000;
/** What browsers wait before they come back, in milliseconds. */
const reconnection = 1_000;

const heartbeat = Buffer.from(": alive\n\n");

/** A viewer's stream of server-sent events. */
export class EventStream {
  readonly #raw: FastifyReply["raw"];
  readonly #closed = new AbortController();

  constructor(reply: FastifyReply) {
    reply.hijack();
    this.#raw = reply.raw;
    this.#raw.on("close", () => this.#closed.abort()).on("error", () => this.#closed.abort());
    this.#raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    this.#raw.write(`retry: ${reconnection}\n\n`);
  }

  /** Aborted once the viewer is gone. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Sends what other viewers are sent as well. Who does not read fast enough is cut off. */
  send(event: Buffer): void {
    if (this.#raw.writableLength > mostUnread) this.#raw.destroy();
    else this.#raw.write(event);
  }

  /** Sends, and waits until there is room for more. */
  async sendAll(event: Buffer): Promise<void> {
    if (this.#raw.write(event) || this.closed.aborted) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => this.#raw.destroy(), patience);
      const done = () => {
        clearTimeout(late);
        this.#raw.off("drain", done).off("close", done);
        resolve();
      };
      this.#raw.on("drain", done).on("close", done);
    });
  }

  end(): void {
    this.#raw.end();
  }
}

/** An event as it goes over the wire; made once, however many it is sent to. */
export function encodeEvent(event: { name: string; data: unknown; id?: string }): Buffer {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  return Buffer.from(`event: ${event.name}\n${id}data: ${JSON.stringify(event.data)}\n\n`);
}

/** Every open stream: kept alive by one timer, and ended with the server. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  #timer: NodeJS.Timeout | undefined;

  open(reply: FastifyReply): EventStream {
    const stream = new EventStream(reply);
    this.#open.add(stream);
    stream.closed.addEventListener("abort", () => {
      this.#open.delete(stream);
      if (this.#open.size === 0) clearInterval(this.#timer);
    });
    if (this.#open.size === 1) this.#timer = setInterval(() => this.#keepAlive(), heartbeatInterval);
    return stream;
  }

  get size(): number {
    return this.#open.size;
  }

  #keepAlive(): void {
    for (const stream of this.#open) stream.send(heartbeat);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const stream of this.#open) stream.end();
  }
}
