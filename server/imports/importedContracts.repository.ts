import { recordChanges } from "../audit/index.js";
import { type Database } from "../database/database.js";
import {
  type ContractChange,
  type StatedValues,
  type StoredContract,
  storedFields,
  type StoredField,
} from "./contractChanges.js";
import { type ContractDraft } from "./import.js";
import { auditedAs, type ContractOutcome, entryOf, type ImportOrigin } from "./importOutcome.js";
import { namesOfLookups } from "./lookup.repository.js";

const fields = Object.keys(storedFields) as StoredField[];
const columns = Object.values(storedFields);

/**
 * The contracts that drafts mean, by the drafts' positions, held until the transaction ends. Those that the caller may not
 * lock are left out.
 */
export async function storedContracts(
  database: Database,
  drafts: readonly ContractDraft[],
  sourceSystem: string | null,
): Promise<Map<number, StoredContract>> {
  const wanted = drafts.map(({ reference }, position) => ({ position, reference }));
  const values = fields.map((field) => `'${field}', c.${storedFields[field]}::text`).join(", ");
  const rows = await database.rows<StoredContract & { position: number }>(
    `select w.position, c.id::text as id, c.reference, c.current_ends_on::text as "currentEndsOn",
       jsonb_build_object(${values}) as values,
       array(select f.supplier_id::text from contract_further_suppliers f where f.contract_id = c.id) as "furtherSupplierIds"
     from jsonb_to_recordset($1::jsonb) as w(position integer, reference text)
     cross join lateral (select coalesce(
       (select r.contract_id from contract_references r join contracts k on k.id = r.contract_id and k.deleted_at is null
         where r.source_system = $2 and r.reference = w.reference),
       (select k.id from contracts k where k.reference_key = upper(w.reference) and k.deleted_at is null)) as id) m
     join contracts c on c.id = m.id
     order by c.id
     for update of c`,
    [JSON.stringify(wanted), sourceSystem],
  );
  return new Map(rows.sort((a, b) => a.position - b.position).map((row) => [row.position, row]));
}

/** A contract that the register has and the system has not. */
export interface InsertRow {
  readonly position: number;
  readonly reference: string;
  readonly values: StatedValues;
  readonly furtherSupplierIds: readonly string[];
}

const byColumn = (values: StatedValues): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(values).map(([field, value]) => [storedFields[field as StoredField], value ?? null]),
  );

/** Defaults of the table for what a register leaves out and a contract must have. */
const defaults: Readonly<Record<string, string>> = {
  collaboration_level: "'LOCAL'",
  managed_by_procurement: "false",
  value_vat_basis: "'NET'",
};

/** Registers contracts, each with an entry of the audit trail. Gives their ids by the drafts' positions. */
export async function insertContracts(
  database: Database,
  inserts: readonly InsertRow[],
  origin: ImportOrigin,
): Promise<Map<number, string>> {
  if (inserts.length === 0) return new Map();
  const values = columns.map((column) =>
    defaults[column] ? `coalesce(r.${column}, ${defaults[column]})` : `r.${column}`,
  );
  const rows = await database.rows<{ id: string; reference: string }>(
    `insert into contracts (reference, ${columns.join(", ")}, updated_by_id)
     select r.reference, ${values.join(", ")}, $2::bigint from jsonb_populate_recordset(null::contracts, $1::jsonb) r
     returning id::text as id, reference`,
    [JSON.stringify(inserts.map(({ reference, values }) => ({ reference, ...byColumn(values) }))), origin.personId],
  );
  const ids = new Map(rows.map(({ id, reference }) => [reference, id]));
  const placed = inserts.map((insert) => ({ ...insert, id: ids.get(insert.reference) ?? "" }));
  await addFurtherSuppliers(database, placed);
  await recordChanges(
    database,
    auditedAs(origin),
    placed.map(({ id, reference }) => ({ ...entryOf(id, reference, 1), field: null, oldValue: null, newValue: null })),
  );
  return new Map(placed.map(({ position, id }) => [position, id]));
}

/** A contract that is there, and what the register says otherwise. */
export interface UpdateRow {
  readonly contract: StoredContract;
  readonly changes: readonly ContractChange[];
  readonly furtherSupplierIds: readonly string[];
}

/** Writes what changed, with an entry of the audit trail for each cell. */
export async function updateContracts(
  database: Database,
  updates: readonly UpdateRow[],
  origin: ImportOrigin,
): Promise<void> {
  if (updates.length === 0) return;
  const assigned = columns.map((column) => `r.${column}`).join(", ");
  const rows = updates.map(({ contract, changes }) => ({
    id: contract.id,
    changes: byColumn(Object.fromEntries(changes.map(({ field, to }) => [field, to]))),
  }));
  const changed = await database.rows<{ id: string; version: number }>(
    `update contracts c
     set (${columns.join(", ")}) = (select ${assigned} from jsonb_populate_record(c, d.changes) r), updated_by_id = $2::bigint
     from jsonb_to_recordset($1::jsonb) as d(id bigint, changes jsonb)
     where c.id = d.id
     returning c.id::text as id, c.version`,
    [JSON.stringify(rows), origin.personId],
  );
  const versions = new Map(changed.map(({ id, version }) => [id, version]));
  await addFurtherSuppliers(
    database,
    updates.map(({ contract, furtherSupplierIds }) => ({ id: contract.id, furtherSupplierIds })),
  );
  await database.rows(
    `delete from contract_further_suppliers f using contracts c
     where c.id = f.contract_id and c.supplier_id = f.supplier_id and c.id = any($1::bigint[])`,
    [updates.map(({ contract }) => contract.id)],
  );
  const named = updates.flatMap(({ changes, furtherSupplierIds }) => [
    ...changes,
    ...furtherSupplierIds.map((id) => ({ field: "supplier" as const, from: null, to: id })),
  ]);
  const names = await namesOfLookups(database, named);
  const shownAs = (field: StoredField, value: string | null) =>
    value === null ? null : (names.get(`${field} ${value}`) ?? value);
  await recordChanges(
    database,
    auditedAs(origin),
    updates.flatMap(({ contract, changes, furtherSupplierIds }) => {
      const entry = entryOf(contract.id, contract.reference, versions.get(contract.id) ?? null);
      return [
        ...changes.map(({ field, from, to }) => ({
          ...entry,
          field,
          oldValue: shownAs(field, from),
          newValue: shownAs(field, to),
        })),
        ...furtherSupplierIds.map((id) => ({
          ...entry,
          field: "furtherSupplier",
          oldValue: null,
          newValue: shownAs("supplier", id),
        })),
      ];
    }),
  );
}

async function addFurtherSuppliers(
  database: Database,
  contracts: readonly { readonly id: string; readonly furtherSupplierIds: readonly string[] }[],
): Promise<void> {
  const pairs = contracts.flatMap(({ id, furtherSupplierIds }) =>
    furtherSupplierIds.map((supplier) => ({ id, supplier })),
  );
  if (pairs.length === 0) return;
  await database.rows(
    `insert into contract_further_suppliers (contract_id, supplier_id)
     select id, supplier from jsonb_to_recordset($1::jsonb) as p(id bigint, supplier bigint)
     on conflict do nothing`,
    [JSON.stringify(pairs)],
  );
}

/** The source system's own references, so that its next file finds the contract even where the reference here changes. */
export async function rememberReferences(
  database: Database,
  drafts: readonly ContractDraft[],
  outcomes: readonly (ContractOutcome | undefined)[],
  { sourceSystem }: ImportOrigin,
): Promise<void> {
  if (sourceSystem === null) return;
  const rows = drafts.flatMap(({ reference }, position) => {
    const outcome = outcomes[position];
    return outcome && outcome.kind !== "REFUSED" ? [{ id: outcome.id, reference }] : [];
  });
  await database.rows(
    `insert into contract_references (contract_id, source_system, reference)
     select id, $2, reference from jsonb_to_recordset($1::jsonb) as r(id bigint, reference text)
     on conflict (source_system, reference) do update set contract_id = excluded.contract_id
     where contract_references.contract_id <> excluded.contract_id`,
    [JSON.stringify(rows), sourceSystem],
  );
}

/** Which of these references, in capitals, are of contracts that the caller sees: those that they could not lock. */
export async function seenReferences(database: Database, references: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ reference: string }>(
    "select reference_key as reference from contracts where reference_key = any($1::text[]) and deleted_at is null",
    [references.map((reference) => reference.toUpperCase())],
  );
  return new Set(rows.map(({ reference }) => reference));
}
