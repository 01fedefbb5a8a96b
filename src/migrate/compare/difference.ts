/** Where a database differs from the declared schema. */
export interface Difference {
  /** `drift`: it is wrong. `note`: it serves as well, or is not ours. */
  readonly kind: "drift" | "note";
  /** Such as `column container_manager_containerjob.priority`. */
  readonly object: string;
  readonly message: string;
}

export function drift(object: string, message: string): Difference {
  return { kind: "drift", object, message };
}

export function note(object: string, message: string): Difference {
  return { kind: "note", object, message };
}

export function wantedAndFound(wanted: string, found: string): string {
  return `wanted ${wanted}; found ${found}`;
}
