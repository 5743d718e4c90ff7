import { lastChangeOf, type VersionedRow } from "../database/versions.js";
import { type List, type PageRequest } from "./page.js";
import { type Combinable } from "./where.js";

/**
 * Chooses the list for a page: by what changed last in the order of an index, which the moment in the row itself does not
 * have. What has not changed for longest may lie behind many versions of others, so that the first page of those is sorted.
 * `version` is SQL of the row's version.
 */
export function inOrderOfChange<Where extends Combinable<Where>, OrderField extends string>(
  list: List<Where, OrderField | "UPDATED_AT">,
  row: VersionedRow,
  version: string,
): (request: PageRequest<Where, OrderField | "UPDATED_AT">) => List<Where, OrderField | "UPDATED_AT"> {
  const ordered = {
    ...list,
    from: `${list.from} ${lastChangeOf(row, version)}`,
    orders: { ...list.orders, UPDATED_AT: { ...list.orders.UPDATED_AT, expression: "made.made_at" } },
  };
  return ({ orderBy: [first], after }) =>
    first?.field === "UPDATED_AT" && (first.direction === "DESCENDING" || after) ? ordered : list;
}
