import type { CatalogCheck, CatalogTable } from "../../database/catalog/index.ts";
import type { Check } from "../../schema/index.ts";
import { expectedCheck } from "../expected.ts";
import { matchCheck } from "../match.ts";
import type { CheckOperation } from "../operations.ts";
import type { Step } from "../statements/index.ts";
import { conflict, type OperationPlan, objectKey, type PlanContext, type RowTest } from "./operation-plan.ts";

export function planAddCheck(
  operation: CheckOperation,
  table: CatalogTable,
  context: PlanContext,
): OperationPlan {
  const { check } = operation;
  const { found, steps, rowTests } = holdCheck(table, check, context);
  if (found && steps.length === 0) {
    const before = context.before.get(table.name)?.columns ?? [];
    const rides = !before.some((column) => column.name === check.column);
    const key = objectKey("check", table.name, check.name);
    return {
      operation,
      status: rides ? "rides" : "done",
      steps,
      ...(rides ? {} : { found: key }),
      after: table,
    };
  }
  return {
    operation,
    status: found ? "repair" : "todo",
    steps,
    rowTests,
    ...(found ? { found: objectKey("check", table.name, check.name) } : {}),
    after: { ...table, checks: [...table.checks.filter((other) => other !== found), expectedCheck(check)] },
  };
}

/**
 * The steps that make a table hold a check, none where it does.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where another check has the name or its place
 */
export function holdCheck(
  table: CatalogTable,
  check: Check,
  { server, statements, columnOf, reserved }: PlanContext,
): { found?: CatalogCheck; steps: Step[]; rowTests: RowTest[] } {
  const object = `check ${table.name}.${check.name}`;
  const rowTests = [{ table: table.name, primaryKey: table.primaryKey, check }];
  const match = matchCheck(table, expectedCheck(check), reserved);
  switch (match.kind) {
    case "same":
      return { found: match.found, steps: [], rowTests: [] };
    case "unfinished":
      return {
        found: match.found,
        steps: statements.validateCheck(table.name, match.found.name ?? check.name),
        rowTests,
      };
    case "different":
      throw conflict(object, check.expression, match.found.expression);
    case "missing": {
      // A column of MariaDB's has room for one check.
      const inTheWay = table.checks.find((other) => other.inColumn && other.column === check.column);
      if (server.dialect === "mariadb" && inTheWay) {
        throw conflict(object, check.expression, inTheWay.expression);
      }
      const column = columnOf(table.name, check.column);
      return { steps: statements.addCheck(table, check, column), rowTests };
    }
  }
}
