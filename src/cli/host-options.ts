import { type Command, Option } from "commander";
import { type HostSecurity, pullPolicies } from "../queue/hosts/host-config.ts";
import type { HostChanges } from "../queue/hosts/manage-hosts.ts";
import { collect, wholeNumber } from "./options.ts";

const most = 2_147_483_647;

/** What `hosts add` and `hosts update` have in common. */
export interface HostOptions extends SecurityOptions {
  readonly maxJobs?: number;
  readonly weight?: number;
  readonly pull?: (typeof pullPolicies)[number];
  readonly allowImage?: string[];
  readonly allowAllImages?: boolean;
  readonly defaultSecurity?: boolean;
  readonly json?: boolean;
}

interface SecurityOptions {
  readonly capAdd?: string[];
  readonly newPrivileges?: boolean;
  readonly pidsLimit?: number;
  readonly hostNetwork?: boolean;
  readonly user?: string;
  readonly readOnlyRoot?: boolean;
  readonly swap?: number;
  readonly logSize?: number;
}

export function addHostOptions(command: Command): Command {
  return command
    .option("--max-jobs <n>", "jobs at once, over all workers", wholeNumber(0, most))
    .option("--weight <n>", "its share of the jobs that name no host", wholeNumber(0, most))
    .addOption(new Option("--pull <policy>", "when images are pulled").choices(pullPolicies))
    .option("--allow-image <pattern>", "run only images such as this; may be given many times", collect)
    .addOption(new Option("--allow-all-images", "run any image").conflicts("allowImage"))
    .optionsGroup("What containers may do:")
    .option("--cap-add <name>", "give them a capability; may be given many times", collect)
    .option("--new-privileges", "let programs gain privileges, as sudo does")
    .option("--no-new-privileges", "do not (default)")
    .option("--pids-limit <n>", "processes and threads in each (default 4096)", wholeNumber(1, most))
    .option("--host-network", "let jobs join the network of the host itself")
    .option("--no-host-network", "do not (default)")
    .option("--user <user[:group]>", "run them as this user, whatever the image says")
    .option("--read-only-root", "let them write nothing but /tmp, which is in memory")
    .option("--no-read-only-root", "let them write into their own copy of the image (default)")
    .option(
      "--swap <MB>",
      "swap beside the memory that a job is limited to (default 0)",
      wholeNumber(0, most),
    )
    .option(
      "--log-size <MB>",
      "what the log of each may take on its disk (default 1024)",
      wholeNumber(2, most),
    )
    .option("--default-security", "forget what was said of all these before")
    .optionsGroup("Options:")
    .option("--json", "print the host");
}

export function toHostChanges(options: HostOptions): HostChanges {
  const { maxJobs, weight, pull, defaultSecurity } = options;
  const allowedImages = options.allowAllImages ? [] : options.allowImage;
  const security = toSecurity(options);
  return {
    ...(maxJobs !== undefined && { maxJobs }),
    ...(weight !== undefined && { weight }),
    ...(pull && { pull }),
    ...(allowedImages && { allowedImages }),
    ...(defaultSecurity && { defaultSecurity }),
    ...(Object.keys(security).length > 0 && { security }),
  };
}

function toSecurity({ capAdd, ...options }: SecurityOptions): HostSecurity {
  const names = [
    "newPrivileges",
    "pidsLimit",
    "hostNetwork",
    "user",
    "readOnlyRoot",
    "swap",
    "logSize",
  ] as const;
  const given = names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return { ...Object.fromEntries(given), ...(capAdd && { capabilities: capAdd }) };
}
