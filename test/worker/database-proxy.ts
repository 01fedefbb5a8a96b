/** A TCP proxy in front of a database server, which can vanish: with a word, or without. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy extends AsyncDisposable {
  /** The URL of the same database through the proxy. */
  readonly url: string;
  /** As if the server were stopped: connections are reset, and new ones refused. */
  down(): Promise<void>;
  /** As if the network lost all packets: connections stay open on both sides, and new ones get no answer. */
  silence(): void;
  /** New connections are served again. */
  up(): Promise<void>;
}

export async function startDatabaseProxy(url: string): Promise<DatabaseProxy> {
  const behind = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (silent) return;
    const upstream = keep(connect(Number(behind.port), behind.hostname));
    client.pipe(upstream).pipe(client);
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as { port: number }).port;
  };
  const port = await listen(0);
  const through = new URL(url);
  through.port = `${port}`;

  const down = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  return {
    url: through.href,
    down,
    silence() {
      silent = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.removeAllListeners("end");
        // What still comes is read and lost.
        socket.resume();
      }
    },
    async up() {
      silent = false;
      if (!server.listening) await listen(port);
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await down();
    },
  };
}
