import type { SheetColumn, SheetCondition } from "../../../api/operations.js";

/** One filter as it is being filled in. */
export interface Filter {
  readonly field: string;
  /** Chosen values; for text, the text to look for alone. */
  readonly values: readonly string[];
  readonly least: string;
  readonly most: string;
}

export type FilterKind = "CHOOSE" | "LOOK_UP" | "CONTAINS" | "DATES" | "NUMBERS";

/** How a column is filtered, by what it holds. */
export function filterKind(column: SheetColumn): FilterKind {
  switch (column.type) {
    case "DATE":
      return "DATES";
    case "MONEY":
    case "NUMBER":
    case "INTEGER":
    case "PERCENT":
      return "NUMBERS";
    case "BOOLEAN":
      return "CHOOSE";
    default:
      return (column.choices?.length ?? 0) > 0 ? "CHOOSE" : column.hasLookup ? "LOOK_UP" : "CONTAINS";
  }
}

export function emptyFilter(field: string): Filter {
  return { field, values: [], least: "", most: "" };
}

/** The filters in the server's terms; one that is not filled in yet says nothing. */
export function conditionsFrom(filters: readonly Filter[], columns: readonly SheetColumn[]): SheetCondition[] {
  return filters.flatMap(({ field, values, least, most }): SheetCondition[] => {
    const column = columns.find((each) => each.field === field);
    if (!column) return [];
    const kind = filterKind(column);
    if (kind === "DATES" || kind === "NUMBERS") {
      return [
        ...(least.trim() === "" ? [] : [{ field, operator: "AT_LEAST" as const, values: [least.trim()] }]),
        ...(most.trim() === "" ? [] : [{ field, operator: "AT_MOST" as const, values: [most.trim()] }]),
      ];
    }
    const given = values.map((value) => value.trim()).filter((value) => value !== "");
    return given.length === 0 ? [] : [{ field, operator: kind === "CONTAINS" ? "CONTAINS" : "IN", values: given }];
  });
}

/** The filters that say what these conditions say, as far as filters can. */
export function filtersFrom(conditions: readonly SheetCondition[]): Filter[] {
  const filters = new Map<string, Filter>();
  for (const { field, operator, values } of conditions) {
    const before = filters.get(field) ?? emptyFilter(field);
    if (operator === "AT_LEAST") filters.set(field, { ...before, least: values[0] ?? "" });
    else if (operator === "AT_MOST") filters.set(field, { ...before, most: values[0] ?? "" });
    else if (operator === "IN" || operator === "CONTAINS") filters.set(field, { ...before, values });
  }
  return [...filters.values()];
}
