import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";

/** One entry of the audit trail as people read it: a changed cell, or an act on a whole row (`field` null). */
export interface RecordedChange {
  /** The entry's number in the trail. */
  readonly id: string;
  readonly recordedAt: string;
  readonly personId: string | null;
  readonly action: string;
  readonly dataset: string;
  readonly rowId: string;
  readonly rowReference: string | null;
  readonly version: number | null;
  readonly field: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly receipt: string | null;
  readonly undoes: string | null;
  readonly hash: string;
}

/** Joins of `changeColumns`: the receipts of the publishes that an entry belongs to. */
export const changesFrom = `audit_entries a
    left join publishes p on p.id = a.publish_id left join publishes u on u.id = a.undoes_publish_id`;
export const changeColumns = `a.id::text as id,
    to_char(a.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
    a.person_id::text as "personId", a.action, a.dataset, a.row_id::text as "rowId", a.row_reference as "rowReference",
    a.version, a.field, a.old_value as "from", a.new_value as "to", a.reason, a.workbook, p.receipt, u.receipt as undoes,
    encode(a.hash, 'hex') as hash`;
export const changeOrders = { NUMBER: { expression: "a.id", type: "bigint", neverNull: true } } as const;
/** Newest first. */
export const newestChanges = [{ field: "NUMBER", direction: "DESCENDING" }] as const;

/** Which entries an auditor wants. */
export interface TrailWhere extends Combinable<TrailWhere> {
  readonly datasets?: readonly string[] | null;
  readonly person?: string | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly receipt?: string | null;
  readonly row?: { readonly dataset: string; readonly rowId: string } | null;
}

/** The whole trail, for auditors. */
export const trailList: List<TrailWhere, "NUMBER"> = {
  name: "auditEntries",
  id: "a.id",
  columns: changeColumns,
  from: changesFrom,
  always: "true",
  fields: () => ({
    datasets: (datasets, parameters) => `a.dataset = any(${parameters.add(datasets, "text[]")})`,
    person: (person, parameters) => {
      const name = parameters.add(person.trim(), "text");
      return `a.person_id in (select id from people where display_name = ${name} or subject = ${name})`;
    },
    from: (moment, parameters) => `a.recorded_at >= ${parameters.add(moment, "timestamptz")}`,
    until: (moment, parameters) => `a.recorded_at < ${parameters.add(moment, "timestamptz")}`,
    receipt: (receipt, parameters) => `p.receipt = ${parameters.add(receipt.trim(), "text")}`,
    row: ({ dataset, rowId }, parameters) =>
      `a.dataset = ${parameters.add(dataset, "text")} and a.row_id = ${parameters.add(rowId, "bigint")}`,
  }),
  orders: changeOrders,
  usualOrder: "NUMBER",
};
