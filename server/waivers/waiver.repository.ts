import { type ShownCells } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { dateIs, decimalIs, enumIs, idIs, textIs } from "../graph/condition.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { cellsSql } from "../workbooks/dataset.js";
import { waiversDataset } from "../workbooks/waivers.dataset.js";
import { type DecideWaiverInput, type Waiver, type WaiverOrderField, type WaiverWhere } from "./waiver.types.js";

export const waiverList: List<WaiverWhere, WaiverOrderField> = {
  name: "waivers",
  columns: `w.id::text as id, w.reference, w.title, w.kind, w.legal_ground as "legalGround", w.value::text as value,
    w.justification, w.requester_role as "requesterRole", w.requested_on::text as "requestedOn", w.decision, w.compliance,
    w.decided_on::text as "decidedOn", w.decision_reason as "decisionReason", w.version, w.force_id::text as "forceId",
    w.supplier_id::text as "supplierId", w.contract_id::text as "contractId",
    w.requested_by_id::text as "requestedById", w.decided_by_id::text as "decidedById"`,
  from: "waivers w",
  id: "w.id",
  always: "true",
  fields: () => ({
    reference: textIs("w.reference"),
    kind: enumIs("w.kind", "waiver_kind"),
    decision: enumIs("w.decision", "waiver_decision"),
    compliance: enumIs("w.compliance", "waiver_compliance"),
    force: idIs("force", "w.force_id"),
    supplier: idIs("supplier", "w.supplier_id"),
    requestedOn: dateIs("w.requested_on"),
    decidedOn: dateIs("w.decided_on"),
    value: decimalIs("w.value"),
  }),
  orders: {
    REFERENCE: { expression: "w.reference", type: "text", neverNull: true },
    REQUESTED_ON: { expression: "w.requested_on", type: "date", neverNull: true },
    VALUE: { expression: "w.value", type: "numeric", neverNull: true },
  },
  usualOrder: "REFERENCE",
};

export type NewWaiver = Pick<
  Waiver,
  | "forceId"
  | "supplierId"
  | "contractId"
  | "title"
  | "kind"
  | "legalGround"
  | "value"
  | "justification"
  | "requesterRole"
  | "requestedOn"
>;

const shownCells = cellsSql(waiversDataset.columns.filter(({ field }) => field !== "reference"));

export const waiversIn = (database: Database) => ({
  find: (id: string): Promise<Waiver | null> =>
    database.row(`select ${waiverList.columns} from ${waiverList.from} where w.id = $1::bigint`, [id]),

  /** What a waiver says, field by field of its sheet: names in place of numbers. */
  async shown(id: string): Promise<ShownCells> {
    const row = await database.row<{ cells: ShownCells }>(
      `select ${shownCells} as cells from ${waiversDataset.from} where r.id = $1::bigint`,
      [id],
    );
    return row?.cells ?? {};
  },

  /** The waiver, locked until the end of the transaction. */
  lock: (id: string): Promise<Waiver | null> =>
    database.row(`select ${waiverList.columns} from ${waiverList.from} where w.id = $1::bigint for update`, [id]),

  async insert(waiver: NewWaiver, personId: string): Promise<string> {
    const row = await database.row<{ id: string }>(
      `insert into waivers (force_id, supplier_id, contract_id, title, kind, legal_ground, value, justification,
         requester_role, requested_on, requested_by_id, updated_by_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning id::text as id`,
      [
        waiver.forceId,
        waiver.supplierId,
        waiver.contractId,
        waiver.title,
        waiver.kind,
        waiver.legalGround,
        waiver.value,
        waiver.justification,
        waiver.requesterRole,
        waiver.requestedOn,
        personId,
      ],
    );
    return row?.id as string;
  },

  async decide(
    id: string,
    { decision, compliance, reason }: DecideWaiverInput,
    decidedOn: CalendarDate,
    personId: string,
  ): Promise<void> {
    await database.rows(
      `update waivers set decision = $2::waiver_decision, compliance = $3::waiver_compliance, decision_reason = $4,
         decided_on = $5, decided_by_id = $6, updated_by_id = $6 where id = $1::bigint`,
      [id, decision, compliance, reason.trim(), decidedOn, personId],
    );
  },
});
