import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";

/** Runs one query; what goes around it may do so again, or throw another error. */
export type Around = <T>(run: () => Promise<T>) => Promise<T>;

/** The same dialect, with `around` around every query and every connection's opening. */
export function wrapConnections(dialect: Dialect, around: Around): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => wrapDriver(dialect.createDriver(), around),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

function wrapDriver(driver: Driver, around: Around): Driver {
  const wrapped = new WeakMap<DatabaseConnection, DatabaseConnection>();
  return delegate(driver, {
    async acquireConnection(options) {
      const connection = await around(() => driver.acquireConnection(options));
      const ours = wrapped.get(connection) ?? wrapConnection(connection, around);
      wrapped.set(connection, ours);
      return ours;
    },
  });
}

function wrapConnection(connection: DatabaseConnection, around: Around): DatabaseConnection {
  return delegate(connection, {
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return around(() => connection.executeQuery<R>(query));
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
