import { type AuditedChange, recordChanges } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { type SupplierMatch } from "../suppliers/supplierMatching.repository.js";
import {
  changesTo,
  type ContractChange,
  statedValueKinds,
  statedValues,
  type StatedValues,
  type StoredContract,
  storedFields,
  type StoredField,
  type ValueFact,
  valueFacts,
} from "./contractChanges.js";
import { type ContractDraft, type FactName } from "./import.js";
import {
  type ForceIds,
  idsOfAuthorities,
  idsOfCategories,
  idsOfForces,
  namesOfLookups,
  suppliersOf,
} from "./lookup.repository.js";

/** For whom and from where an import writes. */
export interface ImportOrigin {
  readonly personId: string;
  /** Written into every audit entry. */
  readonly reason: string;
  /** The system whose references the file uses; null when they are the contracts' own. */
  readonly sourceSystem: string | null;
  /** The day on which what the file states is taken to be stated. */
  readonly today: CalendarDate;
  /** Why contracts of a force (by id; null for no lead force) may not be imported; null if they may. */
  readonly refusal: (forceId: string | null, name: string) => string | null;
}

/** What became of one contract of the file. */
export type ContractOutcome =
  | { readonly kind: "CREATED"; readonly id: string; readonly addedSuppliers: ReadonlySet<number> }
  | {
      readonly kind: "KEPT";
      readonly id: string;
      readonly changedFacts: ReadonlySet<FactName>;
      readonly addedSuppliers: ReadonlySet<number>;
    }
  | {
      readonly kind: "REFUSED";
      readonly code: string;
      readonly reason: string;
      readonly fact: FactName | "supplier" | null;
      readonly suggestion: string | null;
    };

export interface SavedContracts {
  /** One for each draft, in order. */
  readonly outcomes: readonly ContractOutcome[];
  readonly newSuppliers: readonly string[];
  readonly newAuthorities: readonly string[];
  readonly newCategories: readonly string[];
  /** Company numbers that lead to a supplier of another name: file's name and kept name. */
  readonly otherNames: readonly { readonly draft: number; readonly given: string; readonly kept: string }[];
}

/** Makes imports wait for each other, so that two of one file do not both create its suppliers. Until the transaction ends. */
export async function waitForOtherImports(database: Database): Promise<void> {
  await database.rows("select pg_advisory_xact_lock(hashtext('sevenfold.imports'))");
}

/**
 * Saves contracts, changing only what differs. A fixed number of statements whatever the number of contracts, which come
 * as one JSON parameter to each. Run it inside a transaction.
 *
 * Errors: PostgreSQL's own where a contract breaks a constraint; nothing of the batch is then saved (see `saveContracts`).
 */
async function saveBatch(
  database: Database,
  drafts: readonly ContractDraft[],
  origin: ImportOrigin,
): Promise<SavedContracts> {
  const outcomes = new Array<ContractOutcome | undefined>(drafts.length);
  const suppliers = await suppliersOf(database, drafts);
  const categories = await idsOfCategories(
    database,
    drafts.map(({ facts }) => facts.category),
  );
  const authorities = await idsOfAuthorities(
    database,
    drafts.map(({ facts }) => facts.authority),
  );
  const forces = await idsOfForces(
    database,
    drafts.map(({ facts }) => facts.leadForce),
  );
  const stored = await storedContracts(database, drafts, origin.sourceSystem);
  const othersReferences = await seenReferences(
    database,
    drafts.flatMap(({ reference }, position) => (stored.has(position) ? [] : [reference])),
  );

  const inserts: InsertRow[] = [];
  const updates: UpdateRow[] = [];
  const seen = new Set<string>();
  drafts.forEach((draft, position) => {
    const refused = refusalOf(draft, suppliers.byDraft[position] ?? [], forces, position);
    if (refused) {
      outcomes[position] = refused;
      return;
    }
    const supplierIds = (suppliers.byDraft[position] ?? []).map((supplier) => supplier?.id ?? "");
    const stated = {
      ...statedValues(draft.facts),
      ...(supplierIds[0] === undefined ? {} : { supplier: supplierIds[0] }),
      ...lookedUp("category", categories.ids[position]),
      ...lookedUp("authority", authorities.ids[position]),
      ...lookedUp("leadForce", forces.ids[position]),
    };
    if (othersReferences.has(draft.reference.toUpperCase())) {
      const reason =
        "its contract is there and not yours to change. Leave the row out, or ask for the right to change it.";
      outcomes[position] = { kind: "REFUSED", code: "NOT_ALLOWED", reason, fact: null, suggestion: null };
      return;
    }
    const contract = stored.get(position);
    const leadForceIds = [contract?.values.leadForce, stated.leadForce ?? contract?.values.leadForce].map(
      (id) => id ?? null,
    );
    const reason = (contract ? leadForceIds : leadForceIds.slice(1))
      .map((id) => origin.refusal(id, draft.facts.leadForce ?? "another force"))
      .find((each) => each !== null);
    if (reason !== undefined) {
      outcomes[position] = {
        kind: "REFUSED",
        code: "NOT_ALLOWED",
        reason: `${reason}`,
        fact: "leadForce",
        suggestion: null,
      };
      return;
    }
    if (!contract) {
      inserts.push({
        position,
        reference: draft.reference,
        values: stated,
        furtherSupplierIds: others(supplierIds, supplierIds[0]),
      });
      outcomes[position] = { kind: "CREATED", id: "", addedSuppliers: firstMentions(supplierIds, []) };
      return;
    }
    if (seen.has(contract.id)) {
      outcomes[position] = {
        kind: "REFUSED",
        code: "SAME_CONTRACT_TWICE",
        reason: `another row of the file already leads to contract ${contract.reference}. Keep one of them.`,
        fact: null,
        suggestion: null,
      };
      return;
    }
    seen.add(contract.id);
    const changes = changesTo(contract, stated, supplierIds);
    const main = changes.find(({ field }) => field === "supplier")?.to ?? contract.values.supplier;
    const already = [...(main === null ? [] : [main]), ...contract.furtherSupplierIds];
    const further = others(supplierIds, ...already);
    outcomes[position] = {
      kind: "KEPT",
      id: contract.id,
      changedFacts: new Set(changes.flatMap(({ field }) => (field === "supplier" ? [] : [field]))),
      addedSuppliers: firstMentions(
        supplierIds,
        changes.some(({ field }) => field === "supplier") ? contract.furtherSupplierIds : already,
      ),
    };
    if (changes.length > 0 || further.length > 0) updates.push({ contract, changes, furtherSupplierIds: further });
  });

  const insertedIds = await insertContracts(database, inserts, origin);
  for (const [position, id] of insertedIds) {
    const outcome = outcomes[position];
    if (outcome?.kind === "CREATED") outcomes[position] = { ...outcome, id };
  }
  await updateContracts(database, updates, origin);
  for (const [position, facts] of await storeTerms(database, drafts, outcomes, origin)) {
    const outcome = outcomes[position];
    if (outcome?.kind !== "KEPT") continue;
    outcomes[position] = { ...outcome, changedFacts: new Set([...outcome.changedFacts, ...facts]) };
  }
  await rememberReferences(database, drafts, outcomes, origin);
  return {
    outcomes: outcomes as ContractOutcome[],
    newSuppliers: suppliers.created,
    newAuthorities: authorities.created,
    newCategories: categories.created,
    otherNames: suppliers.otherNames,
  };
}

/**
 * Saves a batch so that a contract that breaks a constraint is refused by itself: the batch is tried within a savepoint,
 * and where it fails each half is tried. Outcomes are in the order of the drafts.
 */
export async function saveContracts(
  database: Database,
  drafts: readonly ContractDraft[],
  origin: ImportOrigin,
): Promise<SavedContracts> {
  try {
    return await database.transaction((savepoint) => saveBatch(savepoint, drafts, origin));
  } catch (error) {
    const broken = constraintBroken(error);
    if (!broken) throw error;
    if (drafts.length === 1) {
      const outcome: ContractOutcome = {
        kind: "REFUSED",
        code: "NOT_ACCEPTED",
        reason: broken,
        fact: null,
        suggestion: null,
      };
      return { outcomes: [outcome], newSuppliers: [], newAuthorities: [], newCategories: [], otherNames: [] };
    }
    const middle = Math.ceil(drafts.length / 2);
    const first = await saveContracts(database, drafts.slice(0, middle), origin);
    const second = await saveContracts(database, drafts.slice(middle), origin);
    return {
      outcomes: [...first.outcomes, ...second.outcomes],
      newSuppliers: [...first.newSuppliers, ...second.newSuppliers],
      newAuthorities: [...first.newAuthorities, ...second.newAuthorities],
      newCategories: [...first.newCategories, ...second.newCategories],
      otherNames: [
        ...first.otherNames,
        ...second.otherNames.map((other) => ({ ...other, draft: other.draft + middle })),
      ],
    };
  }
}

const constraintSentences: Readonly<Record<string, string>> = {
  contracts_reference: "the reference is taken by another contract. Give this one another reference.",
  contract_ends_after_it_starts:
    "with what is already known, the contract would end before it starts. State both dates in the file, or correct the contract.",
};

/** A sentence about the constraint or limit that the data broke; null for any other error, which is not the file's fault. */
function constraintBroken(error: unknown): string | null {
  const { code, constraint, message } = (error as { cause?: unknown }).cause
    ? ({ ...(error as object), ...((error as { cause: object }).cause as object) } as DatabaseError)
    : (error as DatabaseError);
  if (code === INSUFFICIENT_PRIVILEGE) return "you may not change the contract that it belongs to. Leave the row out.";
  if (!/^(22|23|54)/.test(code ?? "")) return null;
  return (
    constraintSentences[constraint ?? ""] ??
    `the database does not accept it (${constraint ?? message ?? code}). Correct the row.`
  );
}
const INSUFFICIENT_PRIVILEGE = "42501";
interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
}

function refusalOf(
  draft: ContractDraft,
  suppliers: readonly (SupplierMatch | null)[],
  forces: ForceIds,
  position: number,
): ContractOutcome | null {
  const unnamed = suppliers.findIndex((supplier) => supplier === null);
  if (unnamed >= 0) {
    return {
      kind: "REFUSED",
      code: "SUPPLIER_NAME_UNREADABLE",
      reason: `the supplier's name "${draft.suppliers[unnamed]?.name}" has no letter or digit to recognise it by. Write its name.`,
      fact: "supplier",
      suggestion: null,
    };
  }
  const { leadForce } = draft.facts;
  if (leadForce === undefined || forces.ids[position]) return null;
  return {
    kind: "REFUSED",
    code: "NO_SUCH_FORCE",
    reason: `there is no force "${leadForce}". The forces are ${forces.codes.join(", ")}.`,
    fact: "leadForce",
    suggestion: nearest(leadForce, forces.codes) ?? null,
  };
}

const lookedUp = (field: StoredField, id: string | null | undefined): StatedValues => (id ? { [field]: id } : {});
const others = (ids: readonly string[], ...except: readonly (string | undefined)[]): string[] =>
  [...new Set(ids)].filter((id) => !except.includes(id));
/** Positions of the suppliers that are new to the contract; a second mention of one adds nothing. */
const firstMentions = (ids: readonly string[], already: readonly string[]): Set<number> =>
  new Set(ids.flatMap((id, position) => (ids.indexOf(id) === position && !already.includes(id) ? [position] : [])));

const fields = Object.keys(storedFields) as StoredField[];
const columns = Object.values(storedFields);

async function storedContracts(
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

interface InsertRow {
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

async function insertContracts(
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

interface UpdateRow {
  readonly contract: StoredContract;
  readonly changes: readonly ContractChange[];
  readonly furtherSupplierIds: readonly string[];
}

async function updateContracts(database: Database, updates: readonly UpdateRow[], origin: ImportOrigin): Promise<void> {
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

const auditedAs = ({ personId, reason }: ImportOrigin): AuditedChange => ({
  personId,
  action: "IMPORTED",
  dataset: "CONTRACTS",
  reason,
  workbook: null,
  publishId: null,
});
const entryOf = (rowId: string, rowReference: string, version: number | null) => ({ rowId, rowReference, version });

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

/**
 * Stores what a register states of extensions and further values. A contract without options gets those stated, or one that
 * reaches to the stated maximum end where that is whole months away; options that are there are left alone, because they are
 * decided one by one. A value is stored where the latest one of its kind is another.
 *
 * Shape: the facts that were stored, by draft.
 */
async function storeTerms(
  database: Database,
  drafts: readonly ContractDraft[],
  outcomes: readonly (ContractOutcome | undefined)[],
  origin: ImportOrigin,
): Promise<Map<number, FactName[]>> {
  const placed = drafts.flatMap(({ facts }, position) => {
    const outcome = outcomes[position];
    return outcome && outcome.kind !== "REFUSED" ? [{ position, id: outcome.id, facts }] : [];
  });
  const stored = new Map<number, FactName[]>();
  const note = (position: number, ...facts: FactName[]): void => {
    stored.set(position, [...(stored.get(position) ?? []), ...facts]);
  };
  const withOptions = placed.filter(({ facts }) => facts.extensionOptions ?? facts.maximumEndsOn);
  const given = withOptions.map(({ position, id, facts }) => ({
    position,
    id,
    months: facts.extensionOptions ?? null,
    maximum: facts.maximumEndsOn ?? null,
    noticeOn: facts.extensionNoticeOn ?? null,
  }));
  const options =
    given.length === 0
      ? []
      : await database.rows<{ position: number; shown: string }>(optionsStated, [JSON.stringify(given)]);
  for (const { position } of options) {
    const facts = placed.find((each) => each.position === position)?.facts ?? {};
    const extras = (["maximumEndsOn", "extensionNoticeOn"] as const).filter(
      (fact) => facts[fact as keyof typeof facts],
    );
    note(position, "extensionOptions", ...extras);
  }
  const amounts = placed.flatMap(({ position, id, facts }) =>
    valueFacts.flatMap((fact) => {
      const amount = facts[fact];
      const vatBasis = facts.statedVatBasis ?? "NET";
      return amount === undefined ? [] : [{ position, id, fact, kind: statedValueKinds[fact], amount, vatBasis }];
    }),
  );
  const values =
    amounts.length === 0
      ? []
      : await database.rows<{ position: number; fact: ValueFact; shown: string }>(valuesStated, [
          JSON.stringify(amounts),
          origin.today,
          origin.reason,
        ]);
  for (const { position, fact } of values) note(position, fact);

  const changes = [
    ...options.map((row) => ({ ...row, field: "extensionOptions" })),
    ...values.map((row) => ({ ...row, field: "values" })),
  ];
  if (changes.length === 0) return stored;
  const idOf = new Map(placed.map(({ position, id }) => [position, id]));
  const versions = await database.rows<{ id: string; version: number }>(
    `update contracts set updated_by_id = $2::bigint where id = any($1::bigint[]) returning id::text as id, version`,
    [[...stored.keys()].map((position) => idOf.get(position)), origin.personId],
  );
  const versionOf = new Map(versions.map(({ id, version }) => [id, version]));
  await recordChanges(
    database,
    auditedAs(origin),
    changes.map(({ position, field, shown }) => {
      const id = idOf.get(position) ?? "";
      return {
        ...entryOf(id, drafts[position]?.reference ?? "", versionOf.get(id) ?? null),
        field,
        oldValue: null,
        newValue: shown,
      };
    }),
  );
  return stored;
}

const optionsStated = `
  with given as materialized (
    select g.position, g.id, g."noticeOn" as notice_on, coalesce(g.months, case
      when extended_by(c.initial_ends_on, m.months) = g.maximum and m.months between 1 and 240
        then jsonb_build_array(m.months) end) as months
    from jsonb_to_recordset($1::jsonb) as g(position integer, id bigint, months jsonb, maximum date, "noticeOn" date)
    join contracts c on c.id = g.id
    cross join lateral (select ((extract(year from g.maximum) - extract(year from c.initial_ends_on)) * 12
      + extract(month from g.maximum) - extract(month from c.initial_ends_on))::integer as months) m
    where not exists (select from contract_extension_options o where o.contract_id = g.id)),
  made as (
    insert into contract_extension_options (contract_id, sequence, months, latest_notice_on)
    select g.id, o.sequence, o.months::smallint, case when o.sequence = 1 then g.notice_on end
    from given g cross join lateral jsonb_array_elements_text(g.months) with ordinality o(months, sequence)
    where g.months is not null)
  select position, (select string_agg(m || ' months', ', ') from jsonb_array_elements_text(months) m) as shown
  from given where months is not null order by position`;

const valuesStated = `
  with given as materialized (
    select g.*
    from jsonb_to_recordset($1::jsonb)
      as g(position integer, id bigint, fact text, kind contract_value_kind, amount numeric, "vatBasis" vat_basis)
    left join lateral (
      select coalesce(v.net, v.gross) as amount, v.vat_basis from contract_values v
      where v.contract_id = g.id and v.kind = g.kind order by v.as_at desc limit 1) l on true
    where (l.amount, l.vat_basis) is distinct from (g.amount, g."vatBasis")),
  made as (
    insert into contract_values (contract_id, kind, as_at, net, gross, vat_basis, source)
    select id, kind, $2::date, case when "vatBasis" = 'NET' then amount end,
      case when "vatBasis" = 'GROSS' then amount end, "vatBasis", $3
    from given
    on conflict (contract_id, kind, as_at) do update set net = excluded.net, gross = excluded.gross,
      vat_basis = excluded.vat_basis, source = excluded.source)
  select position, fact, kind || ' ' || amount || ' ' || "vatBasis" as shown from given order by position, fact`;

/** The source system's own references, so that its next file finds the contract even where the reference here changes. */
async function rememberReferences(
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
async function seenReferences(database: Database, references: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ reference: string }>(
    "select reference_key as reference from contracts where reference_key = any($1::text[]) and deleted_at is null",
    [references.map((reference) => reference.toUpperCase())],
  );
  return new Set(rows.map(({ reference }) => reference));
}
