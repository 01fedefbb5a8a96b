import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";

/** Writes a line to standard output. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Writes columns, as wide as they need to be, without lines around them. */
export function printTable(headers: readonly string[], rows: readonly (readonly string[])[]): void {
  const edges = ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
    side,
    `${side}-mid`,
    `${side}-left`,
    `${side}-right`,
  ]);
  const table = new Table({
    head: [...headers],
    chars: { ...Object.fromEntries(edges.map((edge) => [edge, ""])), "mid-mid": "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map(printable)));
  for (const line of table.toString().split("\n")) print(line.trimEnd());
}

/** Writes names and values in two columns; those without a value are left out. */
export function printFields(fields: readonly (readonly [name: string, value: string])[]): void {
  const shown = fields.filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  for (const [name, value] of shown) print(`${name.padEnd(width)}  ${printable(value)}`);
}

/** Text from a job on one line, with nothing in it that a terminal would obey. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}

/** Text cut to `width` characters, with a mark where it was cut. */
export function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** Writes bytes to one of our streams and waits while it is full. */
export async function write(stream: NodeJS.WriteStream, data: Uint8Array): Promise<void> {
  if (stream.write(data) || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stream.off("drain", done).off("close", done).off("error", done);
      resolve();
    };
    stream.on("drain", done).on("close", done).on("error", done);
  });
}
