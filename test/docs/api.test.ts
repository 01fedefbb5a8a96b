/** docs/api.md and the command line's help say what the OpenAPI document says; the page's examples run. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { strategyNames } from "../../src/queue/job/retry.ts";
import { operateToken, readToken, ServerBench } from "../server/bench.ts";
import { type Document, documentOf, type JsonSchema, type Operation, routesOf } from "../server/routes.ts";
import { runCli, spawnCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const page = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
const bench = new ServerBench("sqlite");
let document: Document;
beforeAll(async () => {
  document = await documentOf(bench.server);
});

/** The rows of the tables of a section, each a list of its cells. */
function tableRows(section: string): string[][] {
  const [, text = ""] = page.split(`\n${section}\n`);
  const [own = ""] = text.split(/^##+ /m);
  return [...own.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = ""]) => row.split(/\s*\|\s*/))
    .filter(([first]) => first?.includes("`"));
}

const wordsIn = (cells: readonly string[]) =>
  cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, word]) => word ?? ""));

function parametersOf({ parameters = [] }: Operation): string[] {
  return parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
}

/** The role that a route takes of whoever asks; none where anybody may. */
async function roleTaken(request: string): Promise<string> {
  const statusWith = async (authorization: string | undefined) =>
    (await bench.ask(request, undefined, { authorization })).status;
  if ((await statusWith(undefined)) !== 401) return "";
  // They do not end by themselves.
  if (request.endsWith("/events")) return "read";
  return (await statusWith(`Bearer ${readToken}`)) === 403 ? "operate" : "read";
}

/** Every property of a schema, and of the schemas in it: where it stands, and what it is. */
function* propertiesOf(schema: JsonSchema, place: string): Generator<[string, JsonSchema]> {
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  for (const [name, property] of Object.entries(properties)) {
    yield [`${place}.${name}`, property];
    yield* propertiesOf(property, `${place}.${name}`);
  }
  if (typeof additionalProperties === "object") yield* propertiesOf(additionalProperties, place);
  for (const part of [...anyOf, ...(items ? [items] : [])]) yield* propertiesOf(part, place);
}

describe("the OpenAPI document", () => {
  it("describes every parameter, and every field that comes or goes", () => {
    const described: [string, { readonly description?: string }][] = [];
    for (const { method, template, operation } of routesOf(document)) {
      const route = `${method} ${template}`;
      const { parameters = [], requestBody, responses } = operation;
      for (const parameter of parameters) described.push([`${route} ${parameter.name}`, parameter]);
      for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)]) {
        for (const { schema } of Object.values(content)) {
          if (schema) described.push(...propertiesOf(schema, route));
        }
      }
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      described.push(...propertiesOf(schema, name));
    }
    expect(described.length).toBeGreaterThan(150);
    expect(described.filter(([, { description }]) => !description).map(([place]) => place)).toEqual([]);
  });
});

describe("docs/api.md", () => {
  it("has every route, with the role that it takes", async () => {
    const told = tableRows("## Routes").map(([route = "", role = ""]) =>
      `${route.replaceAll("`", "")} ${role.trim()}`.trim(),
    );
    const expected = [];
    for (const { method, path: asked, template } of routesOf(document)) {
      const role = await roleTaken(`${method} ${asked}`);
      expected.push(`${method} ${template.replace("/api/v1", "")} ${role}`.trim());
    }
    expect(told.sort()).toEqual(expected.sort());
  });

  it("has every field of a spec, and every filter", () => {
    const fields = wordsIn(tableRows("### Submit").map(([names = ""]) => names));
    expect(fields.sort()).toEqual(Object.keys(document.components.schemas.JobSpec?.properties ?? {}).sort());
    const [, list = ""] = page.split("### List\n");
    for (const filter of Object.keys(document.components.schemas.JobFilter?.properties ?? {})) {
      expect(list).toContain(`\`${filter}\``);
    }
  });

  it("has every metric", async () => {
    const told = wordsIn(tableRows("## Metrics").map(([names = ""]) => names.replaceAll(/\{[^}]*\}/g, "")));
    const { text } = await bench.ask("GET /metrics");
    const found = [...text.matchAll(/^# HELP (\w+)/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(found.sort());
  });

  it("has examples that run", { timeout: 60_000 }, async () => {
    const folder = makeFolder();
    const env = {
      LONGSHORE_DATABASE_URL: `sqlite:${path.join(folder, "app.db")}`,
      LONGSHORE_STATE_DIRECTORY: folder,
      LONGSHORE_TOKEN: operateToken,
    };
    const up = spawnCli(["up", "--listen", "127.0.0.1:0"], { env, cwd: folder });
    const [, url = ""] = await up.waitForLine(/^Longshore is at (http:\S+)$/);
    const examples = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code).join("\n");
    const script = path.join(folder, "examples.mjs");
    writeFileSync(script, examples.replace("http://127.0.0.1:7070", url));
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      env: { ...process.env, ...env },
    });
    expect(stdout.split("\n")).toEqual([
      ...["true", "one", "two", "completed 0", "example 3", "2", "2 [ 30, 40 ]"],
      "INVALID_INPUT: priority: must be from 0 to 100",
      "",
    ]);
    up.kill();
    await up.ended;
    removeFolder(folder);
  });
});

describe("the command line's help", () => {
  const helpOf = async (command: string) => (await runCli([command, "--help"])).stdout;
  const optionsOf = (help: string) =>
    [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name ?? "");
  const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const notOfRequests = ["help", "json", "database", "config"];

  it("submits what the API takes", async () => {
    const names: Record<string, string> = {
      ...{ in: "delay", network: "networks", envFile: "env", retryOnExit: "retry" },
    };
    const help = await helpOf("submit");
    const { properties = {} } = document.components.schemas.JobSpec ?? {};
    for (const option of optionsOf(help).filter((name) => !notOfRequests.includes(name))) {
      expect(Object.keys(properties)).toContain(names[camel(option)] ?? camel(option));
    }
    expect(help).toContain(`<${properties.priority?.minimum}..${properties.priority?.maximum}>`);
    expect(properties.retryStrategy?.enum).toEqual(strategyNames);
    for (const strategy of strategyNames) expect(help).toContain(`"${strategy}"`);
  });

  it("lists by what the API lists by", async () => {
    const operation = document.paths["/api/v1/jobs"]?.get;
    const parameters = operation ? parametersOf(operation) : [];
    const options = optionsOf(await helpOf("jobs")).filter((name) => !notOfRequests.includes(name));
    expect(options.length).toBeGreaterThan(4);
    for (const option of options) expect(parameters).toContain(camel(option));
  });

  it("has a command for each action on a job", async () => {
    const help = (await runCli(["--help"])).stdout;
    const actions = routesOf(document).flatMap(({ template }) => /\{id\}\/(\w+)$/.exec(template)?.[1] ?? []);
    expect(actions).toContain("cancel");
    // An API of many requests has it; a command line submits with --at.
    for (const action of actions.filter((name) => name !== "schedule")) {
      expect(help).toMatch(new RegExp(`^  ${action} `, "m"));
    }
  });

  it("serves where docs/api.md says", async () => {
    for (const command of ["serve", "up"]) {
      const help = await helpOf(command);
      for (const option of ["--listen", "--new-token"]) {
        expect(help).toContain(option);
        expect(page).toContain(option);
      }
    }
  });
});
