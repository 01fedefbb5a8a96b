import { describe, expect, it } from "vitest";
import { isLongshoreError } from "../../src/errors.ts";
import { decodeCursor, encodeCursor } from "../../src/queue/listing/cursor.ts";
import { launchOrder } from "../../src/queue/listing/launch-order.ts";
import { newestFirst } from "../../src/queue/listing/newest-first.ts";
import fc from "../support/properties.ts";

const moment = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date("9998-12-31") })
  .map((date) => date.toISOString().replace("T", " ").replace("Z", ""));

describe("a cursor", () => {
  it("is read back as it was", () => {
    fc.assert(
      fc.property(moment, fc.uuid(), fc.nat(100), (at, id, priority) => {
        expect(decodeCursor(encodeCursor({ place: at, id }), newestFirst.isPlace)).toEqual({ place: at, id });
        const place = `${priority} ${at}`;
        expect(decodeCursor(encodeCursor({ place, id }), launchOrder.isPlace)).toEqual({ place, id });
      }),
    );
  });

  it("is refused where no list has given it", () => {
    const strange = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString("base64url")),
      fc.tuple(fc.string(), fc.uuid()).map((pair) => Buffer.from(JSON.stringify(pair)).toString("base64url")),
    );
    fc.assert(
      fc.property(strange, fc.constantFrom(newestFirst, launchOrder), (text, order) => {
        try {
          decodeCursor(text, order.isPlace);
          expect.unreachable();
        } catch (error) {
          expect(isLongshoreError(error, "INVALID_INPUT")).toBe(true);
        }
      }),
    );
    for (const place of [
      "2026-02-30 00:00:00",
      "2026-13-01 00:00:00",
      "0000-01-01 00:00:00",
      "2026-01-01 24:00:00",
    ]) {
      expect(newestFirst.isPlace(place)).toBe(false);
    }
  });
});
