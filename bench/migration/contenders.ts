/** The programs that run the seed's change against each other. */
import path from "node:path";
import type { Command } from "./timed-command.ts";

export interface Contender {
  readonly name: string;
  readonly command: (url: string) => Command;
}

const here = import.meta.dirname;
const target = "0002_add_queue_fields";

export const bareFile = (name: string) => path.join(here, "bare", name);

/** As a user runs it: the time of starting the program is in. */
export const longshore: Contender = longshoreTo("Longshore", target);

/** Undoes the same change, and keeps what is in its columns. */
export const longshoreBack: Contender = longshoreTo("Longshore, back", "0001_initial");

/** Makes the change again, and restores what was kept. */
export const longshoreAgain: Contender = longshoreTo("Longshore, forward again", target);

function longshoreTo(name: string, to: string): Contender {
  return {
    name,
    command: (url) => ({
      program: process.execPath,
      args: [path.join(here, "../../src/cli/bin.ts"), "--database", url, "migrate", to],
    }),
  };
}

export const django: Contender = {
  name: "Django",
  command: (url) => ({
    program: "/usr/bin/python3",
    args: ["-B", "-u", path.join(here, "django/migrate.py"), url, target],
  }),
};
