import pg from "pg";

/** A connection that is kept open to be told of notifications. */
export interface NotificationSession {
  /** Closes it, also where the other side has vanished. */
  close(): void;
}

export interface NotificationEvents {
  notified(payload: string): void;
  /** It is told of nothing any more. */
  lost(why: Error): void;
}

/** Opens a connection of its own, outside of any pool, that listens on a channel. Rejects where that fails. */
export async function openNotificationSession(
  href: string,
  channel: string,
  events: NotificationEvents,
): Promise<NotificationSession> {
  const client = new pg.Client({
    connectionString: href,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "longshore listener",
  });
  client.on("error", (error) => events.lost(error));
  client.on("end", () => events.lost(new Error("the connection was closed")));
  client.on("notification", ({ payload = "" }) => events.notified(payload));
  // pg waits for an answer to its goodbye, which a vanished server never gives.
  const close = () => (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
