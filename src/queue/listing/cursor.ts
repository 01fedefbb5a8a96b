import { formatUuid } from "../../database/codecs.ts";
import { LongshoreError } from "../../errors.ts";

/** A place in a list of jobs: behind the job of this id, whatever has become of it. */
export interface Cursor {
  /** Where it stood in the list's order. */
  readonly place: string;
  readonly id: string;
}

export function encodeCursor({ place, id }: Cursor): string {
  return Buffer.from(JSON.stringify([place, id])).toString("base64url");
}

/**
 * @param isPlace whether a list in this order can have given it
 * @throws {LongshoreError} INVALID_INPUT where none has
 */
export function decodeCursor(text: string, isPlace: (text: string) => boolean): Cursor {
  try {
    const [place, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const isOurs = typeof place === "string" && typeof id === "string";
    if (isOurs && isPlace(place) && /^[0-9a-f-]{36}$/.test(id)) return { place, id: formatUuid(id) };
  } catch {
    // Not even JSON.
  }
  throw new LongshoreError("INVALID_INPUT", { what: "after", why: "is not what this list gave as next" });
}
