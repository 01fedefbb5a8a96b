/** Fails where the first page is more than so many bytes to load, or where something of it is inline. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const folder = path.resolve(import.meta.dirname, "../../dist/dashboard");
/** Bytes, compressed as servers do: the page, and all that the overview needs. */
const most = 300_000;

const page = readFileSync(path.join(folder, "index.html"), "utf8");
const inline = /<style|<script(?![^>]* src=)|\sstyle=/.exec(page);
if (inline) throw new Error(`dist/dashboard/index.html has "${inline[0]}", which the content policy forbids`);

const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file as string);
const sizes = [page, ...files.map((file) => readFileSync(path.join(folder, file)))].map(
  (data) => gzipSync(data).length,
);
const total = sizes.reduce((sum, size) => sum + size, 0);
if (files.length === 0 || total > most) {
  throw new Error(`the first page is ${total} bytes in ${files.length} files; it may be ${most}`);
}
