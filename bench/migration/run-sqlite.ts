/** Runs a file of SQL statements one by one, as a database's client does: `run-sqlite.ts URL FILE`. */
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const [url = "", sql = ""] = process.argv.slice(2);
using database = new DatabaseSync(url.slice("sqlite:".length), { timeout: 5000 });
for (const line of readFileSync(sql, "utf8").trim().split("\n")) {
  console.log(line);
  database.exec(line);
}
