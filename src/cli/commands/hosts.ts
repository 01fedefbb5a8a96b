import path from "node:path";
import { Command, Option } from "commander";
import { isLongshoreError } from "../../errors.ts";
import { hostByName, listHosts } from "../../queue/hosts/hosts.ts";
import { addHost, removeHost, updateHost } from "../../queue/hosts/manage-hosts.ts";
import { type HostView, viewHosts } from "../../queue/hosts/view-hosts.ts";
import { Hosts } from "../../worker/hosts.ts";
import { withDatabase } from "../context.ts";
import { addHostOptions, type HostOptions, toHostChanges } from "../host-options.ts";
import { print, printJson, printTable } from "../output.ts";

export function hostsCommand(): Command {
  return new Command("hosts")
    .description("list, add, change, test and remove executor hosts, where jobs run")
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(addCommand())
    .addCommand(updateCommand())
    .addCommand(testCommand())
    .addCommand(removeCommand());
}

function listCommand(): Command {
  return new Command("list")
    .description("list the hosts")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const hosts = await viewHosts(database);
        if (json) return printJson(hosts);
        if (hosts.length === 0) return print("no hosts; the first job makes one");
        printTable(
          ["NAME", "TYPE", "CONNECTION", "ACTIVE", "JOBS", "WEIGHT", "PULL", "IMAGES", "SECURITY"],
          hosts.map(toRow),
        );
      });
    });
}

function toRow(host: HostView): string[] {
  return [
    host.name,
    host.type,
    host.connection + (host.tls ? " (TLS)" : ""),
    host.active ? "yes" : "no",
    `${host.openJobs}/${host.maxJobs}`,
    String(host.weight),
    host.type === "docker" ? host.pull : "",
    host.type === "docker" ? host.allowedImages.join(", ") || "all" : "",
    host.type === "docker" ? Object.keys(host.security).join(", ") || "default" : "",
  ];
}

interface AddOptions extends HostOptions {
  readonly type: "docker" | "process";
  readonly connection: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsVerify: boolean;
}

function addCommand(): Command {
  const command = new Command("add")
    .description("add a host")
    .argument("<name>", "its name, for --host")
    .addOption(
      new Option("--type <type>", "what runs there").choices(["docker", "process"]).default("docker"),
    )
    .option(
      "--connection <url>",
      "unix:///path/to/socket or tcp://host[:port]",
      "unix:///var/run/docker.sock",
    )
    .option("--tls", "speak TLS; implied by the files below, which the workers read")
    .option("--tls-ca <file>", "whom to trust, in PEM")
    .option("--tls-cert <file>", "our certificate, in PEM")
    .option("--tls-key <file>", "its key, in PEM; only the path is stored")
    .option("--no-tls-verify", "take any certificate of the engine");
  return addHostOptions(command).action(async (name: string, options: AddOptions, self: Command) => {
    const files = { ca: options.tlsCa, cert: options.tlsCert, key: options.tlsKey };
    const given = Object.entries(files).flatMap(([key, file]) => (file ? [[key, path.resolve(file)]] : []));
    const tls = options.tls || given.length > 0 ? { tls: Object.fromEntries(given) } : {};
    const { type, connection, tlsVerify } = options;
    const spec = { ...toHostChanges(options), name, type, tlsVerify, ...tls };
    await withDatabase(self, async (database) => {
      await addHost(database, { ...spec, connection: type === "process" ? "local" : connection });
      await report(database, name, options.json);
    });
  });
}

function updateCommand(): Command {
  const command = new Command("update")
    .description("change a host; workers notice within seconds")
    .argument("<name>")
    .option("--active", "let it take jobs")
    .addOption(new Option("--inactive", "let it take no more jobs").conflicts("active"));
  return addHostOptions(command).action(
    async (name: string, options: HostOptions & { active?: boolean; inactive?: boolean }, self: Command) => {
      const active = options.active ?? (options.inactive ? false : undefined);
      await withDatabase(self, async (database) => {
        await updateHost(database, name, {
          ...toHostChanges(options),
          ...(active !== undefined && { active }),
        });
        await report(database, name, options.json);
      });
    },
  );
}

function testCommand(): Command {
  return new Command("test")
    .description("see whether this machine reaches hosts; all of them unless some are named")
    .argument("[names...]")
    .option("--json", "print JSON")
    .action(async (names: string[], { json }: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database, settings) => {
        const found = names.length === 0 ? await listHosts(database) : [];
        for (const name of names) found.push(await hostByName(database, name));
        const hosts = new Hosts(database, settings);
        const results = [];
        for (const { id, name } of found) {
          try {
            await (await hosts.executor(id)).check();
            results.push({ name, reachable: true, error: null });
          } catch (error) {
            if (!isLongshoreError(error)) throw error;
            results.push({ name, reachable: false, error: error.message });
            process.exitCode = 1;
          }
        }
        await hosts.close();
        if (json) return printJson(results);
        for (const { name, error } of results) print(`${name}: ${error ?? "can run jobs"}`);
      });
    });
}

function removeCommand(): Command {
  return new Command("remove")
    .description("remove a host that no job refers to")
    .argument("<name>")
    .action(async (name: string, _: object, command: Command) => {
      await withDatabase(command, (database) => removeHost(database, name));
    });
}

async function report(
  database: Parameters<typeof viewHosts>[0],
  name: string,
  json?: boolean,
): Promise<void> {
  if (json) printJson((await viewHosts(database)).find((host) => host.name === name));
}
