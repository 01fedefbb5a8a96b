/** What the Vitest configuration and the global set-up hand to the tests (`inject` reads it). */
import type { Servers } from "./servers/setup.ts";

export type Engine = "sqlite" | "postgres" | "mariadb";

declare module "vitest" {
  interface ProvidedContext {
    /** The database engines that the tests of this project run on. */
    engines: Engine[];
    /** The private servers; only in the project `servers`. */
    servers: Servers;
  }
}
