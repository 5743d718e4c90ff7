import { type Database } from "../database/database.js";
import { nearest } from "../shared/nearest.js";
import { type SupplierMatch } from "../suppliers/supplierMatching.repository.js";
import { changesTo, statedValues, type StatedValues, type StoredField } from "./contractChanges.js";
import { type ContractDraft } from "./import.js";
import {
  insertContracts,
  type InsertRow,
  rememberReferences,
  seenReferences,
  storedContracts,
  updateContracts,
  type UpdateRow,
} from "./importedContracts.repository.js";
import { storeTerms } from "./importedTerms.repository.js";
import { type ContractOutcome, type ImportOrigin } from "./importOutcome.js";
import { type ForceIds, idsOfAuthorities, idsOfCategories, idsOfForces, suppliersOf } from "./lookup.repository.js";

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
