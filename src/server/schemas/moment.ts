import { z } from "zod";

/** A moment: ISO 8601 text outside, a Date inside. Of the years that every database holds. */
export const moment = z.codec(
  z.iso.datetime({ offset: true, error: "must be a time, such as 2030-01-31T09:00:00Z" }),
  z
    .date("must be a time, such as 2030-01-31T09:00:00Z")
    .min(new Date(0), "must be after 1970")
    .max(new Date("9999-12-31T00:00:00Z"), "must be before the year 9999"),
  { decode: (text) => new Date(text), encode: (date) => date.toISOString() },
);

/** A moment as it is told: whatever the database holds. */
export const toldMoment = z.codec(z.string().meta({ format: "date-time" }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
