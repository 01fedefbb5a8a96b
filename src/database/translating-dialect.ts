import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { translate } from "./driver-errors.ts";

/** The same dialect, whose driver throws errors of ours where a driver's error means one. */
export function translatingDialect(dialect: Dialect, display: string): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => translatingDriver(dialect.createDriver(), display),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

function translatingDriver(driver: Driver, display: string): Driver {
  const wrapped = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const acquireConnection: Driver["acquireConnection"] = async (options) => {
    const connection = await driver.acquireConnection(options).catch((error: unknown) => {
      throw translate(error, display);
    });
    const ours = wrapped.get(connection) ?? translatingConnection(connection, display);
    wrapped.set(connection, ours);
    return ours;
  };
  return delegate(driver, { acquireConnection });
}

function translatingConnection(connection: DatabaseConnection, display: string): DatabaseConnection {
  return delegate(connection, {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      try {
        return await connection.executeQuery<R>(query);
      } catch (error) {
        throw translate(error, display);
      }
    },
  });
}

/** `target` with some methods replaced; the others still run on the target itself, private fields and all. */
function delegate<T extends object>(target: T, replaced: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      if (name in replaced) return replaced[name as keyof T];
      const value = target[name as keyof T];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
