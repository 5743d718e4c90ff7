import { type ShownCells } from "../audit/index.js";
import { contractSuppliers } from "../contracts/contractSuppliers.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { dateIs, enumIs, idIs, textIs } from "../graph/condition.js";
import { type List } from "../graph/page.js";
import { claimsDataset } from "../workbooks/claims.dataset.js";
import { cellsSql } from "../workbooks/dataset.js";
import { type SupplierClaim, type SupplierClaimOrderField, type SupplierClaimWhere } from "./claim.types.js";

export const claimList: List<SupplierClaimWhere, SupplierClaimOrderField> = {
  name: "supplierClaims",
  columns: `c.id::text as id, c.reference, c.force_id::text as "forceId", c.supplier_id::text as "supplierId",
    c.contract_id::text as "contractId", c.direction, c.kind, c.raised_on::text as "raisedOn",
    c.raised_value::text as "raisedValue", c.agreed_on::text as "agreedOn", c.agreed_value::text as "agreedValue",
    c.received_on::text as "receivedOn", c.received_value::text as "receivedValue", c.note, c.version`,
  from: "supplier_claims c",
  id: "c.id",
  always: "true",
  fields: () => ({
    reference: textIs("c.reference"),
    direction: enumIs("c.direction", "claim_direction"),
    kind: enumIs("c.kind", "claim_kind"),
    force: idIs("force", "c.force_id"),
    supplier: idIs("supplier", "c.supplier_id"),
    contract: idIs("contract", "c.contract_id"),
    raisedOn: dateIs("c.raised_on"),
    agreedOn: dateIs("c.agreed_on"),
  }),
  orders: {
    REFERENCE: { expression: "c.reference", type: "text", neverNull: true },
    RAISED_ON: { expression: "c.raised_on", type: "date", neverNull: true },
    AGREED_VALUE: { expression: "c.agreed_value", type: "numeric" },
  },
  usualOrder: "REFERENCE",
};

/** The fields of a claim that are stored, in the order of the statements below. */
export type StoredClaim = Pick<
  SupplierClaim,
  | "forceId"
  | "supplierId"
  | "contractId"
  | "direction"
  | "kind"
  | "raisedOn"
  | "raisedValue"
  | "agreedOn"
  | "agreedValue"
  | "receivedOn"
  | "receivedValue"
  | "note"
>;

const columns = `force_id, supplier_id, contract_id, direction, kind, raised_on, raised_value, agreed_on, agreed_value,
  received_on, received_value, note, updated_by_id`;
const valuesOf = (claim: StoredClaim, personId: string) => [
  claim.forceId,
  claim.supplierId,
  claim.contractId,
  claim.direction,
  claim.kind,
  claim.raisedOn,
  claim.raisedValue,
  claim.agreedOn,
  claim.agreedValue,
  claim.receivedOn,
  claim.receivedValue,
  claim.note,
  personId,
];

const shownCells = cellsSql(claimsDataset.columns.filter(({ field }) => field !== "reference"));

export const claimsIn = (database: Database) => ({
  /** Whether a supplier is, or was, one of a contract; true for all where it is not known who supplies. */
  async maySupply(supplierId: string, contractId: string): Promise<boolean> {
    const sql = `select coalesce(bool_or(s.supplier_id = supplier_kept($2::bigint)), true) as "maySupply"
      from (${contractSuppliers}) s where s.contract_id = $1::bigint`;
    const row = await database.during(SYSTEM, (system) =>
      system.row<{ maySupply: boolean }>(sql, [contractId, supplierId]),
    );
    return row?.maySupply ?? true;
  },

  find: (id: string): Promise<SupplierClaim | null> =>
    database.row(`select ${claimList.columns} from ${claimList.from} where c.id = $1::bigint`, [id]),

  /** What a claim says, field by field of its sheet: names in place of numbers. */
  async shown(id: string): Promise<ShownCells> {
    const row = await database.row<{ cells: ShownCells }>(
      `select ${shownCells} as cells from ${claimsDataset.from} where r.id = $1::bigint`,
      [id],
    );
    return row?.cells ?? {};
  },

  /** The claim, locked until the end of the transaction. */
  lock: (id: string): Promise<SupplierClaim | null> =>
    database.row(`select ${claimList.columns} from ${claimList.from} where c.id = $1::bigint for update`, [id]),

  async insert(claim: StoredClaim, personId: string): Promise<string> {
    const row = await database.row<{ id: string }>(
      `insert into supplier_claims (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       returning id::text as id`,
      valuesOf(claim, personId),
    );
    return row?.id as string;
  },

  async update(id: string, claim: StoredClaim, personId: string): Promise<void> {
    await database.rows(
      `update supplier_claims set (${columns}) = row($1, $2, $3, $4::claim_direction, $5::claim_kind, $6, $7, $8, $9, $10,
         $11, $12, $13) where id = $14::bigint`,
      [...valuesOf(claim, personId), id],
    );
  },
});
