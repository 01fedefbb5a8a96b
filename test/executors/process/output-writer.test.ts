import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { parseFrames } from "../../../src/executors/process/frames.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";

const folder = makeFolder();
afterAll(() => removeFolder(folder));

const module = new URL("../../../src/executors/process/output-writer.ts", import.meta.url).href;

test("where there is no room, output is dropped whole, and the loss is told", () => {
  const output = path.join(folder, "output");
  const program = `
    import { truncateSync } from "node:fs";
    import { openOutputWriter } from ${JSON.stringify(module)};
    const writer = openOutputWriter(${JSON.stringify(output)});
    writer.append("stdout", Buffer.from("kept\\n"));
    writer.append("stdout", Buffer.alloc(60_000, "x"));
    writer.append("stderr", Buffer.alloc(60_000, "y"));
    writer.append("stdout", Buffer.from("small\\n"));
    writer.close();
  `;
  // A limit on the size of files (blocks of 512 bytes) stands for a full disk.
  const script = `ulimit -f 64; exec "$0" --input-type=module -e "$1"`;
  execFileSync("sh", ["-c", script, process.execPath, program], { cwd: path.dirname(fileURLToPath(module)) });

  const frames = [...parseFrames(readFileSync(output))];
  const text = frames.map(({ stream, data }) => `${stream}: ${Buffer.from(data)}`).join("");
  const loss = String.raw`stderr: \[longshore: 60000 bytes of output were lost: EFBIG.*\]\n`;
  expect(text).toMatch(new RegExp(`^stdout: kept\n${loss}${loss}stdout: small\n$`));
});
