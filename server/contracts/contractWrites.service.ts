import { requireOnRow } from "../access/rowForce.repository.js";
import { type Access } from "../access/viewer.js";
import { recordChanges, type AuditAction, type AuditEntry } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { CONTRACT_KPIS } from "../kpis/families/index.js";
import { type ColumnChange, kpisMovedBy } from "../kpis/kpi.moved.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { tidyTexts } from "../shared/tidyTexts.js";
import { mostForcesAtOnce, problemsWith, problemsWithLevel } from "./contract.js";
import { problemsWithEvent } from "./contract.event.js";
import { problemsWithDecision } from "./contract.extension.js";
import { contractById, openOptionsOn } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";
import { namesOfParts, problemsWithParts, storedParts } from "./contractParts.js";
import {
  type ContractColumns,
  contractWritesIn,
  type LockedContract,
  type StoredParts,
} from "./contractWrites.repository.js";
import {
  type ContractEventInput,
  type ContractPartsInput,
  type ExtensionDecisionInput,
  type RegisterContractInput,
} from "./contractWrites.types.js";
import { type GivenName, namesIn } from "./named.repository.js";

/** The contract to change, by its id, and the version that the caller saw; without one, whatever it is now. */
export interface WhichContract {
  readonly id: string;
  readonly version?: number | null;
}

/**
 * Puts a contract on the register with all its parts.
 *
 * Errors: NotAllowed; everything else comes back as problems, all at once, and nothing is kept.
 */
export async function registerContract(ctx: RequestContext, given: RegisterContractInput): Promise<Outcome<Contract>> {
  const { personId } = ctx.access.require("figures:write");
  const input = tidyTexts(given);
  return ctx.database.transaction((transaction) => registerIn(ctx.access, transaction, input, personId));
}

/** The same inside a caller's transaction, for an award: `known` are columns that need no looking up. Texts are tidy. */
export async function registerIn(
  access: Access,
  transaction: Database,
  input: RegisterContractInput,
  personId: string,
  known: ContractColumns = {},
): Promise<Outcome<Contract>> {
  const writes = contractWritesIn(transaction);
  const named = await namesIn(transaction, [...namesOfContract(input), ...namesOfParts(input)]);
  const problems = [...problemsWithNew(input), ...named.problems];
  if (await writes.referenceIsTaken(input.reference)) {
    problems.push(
      problem(
        "REFERENCE_TAKEN",
        ["reference"],
        `${input.reference} is on the register already. Change that contract, or give the new one another reference.`,
      ),
    );
  }
  problems.push(...(await takenElsewhere(transaction, null, input)));
  if (problems.length > 0) return refused(problems);
  const leadForceId = known.lead_force_id ?? named.idOf("force", input.leadForce);
  access.requireOn(
    "figures:write",
    leadForceId === null ? null : String(leadForceId),
    named.shownAs("force", input.leadForce),
  );
  const columns: ContractColumns = {
    reference: input.reference,
    title: input.title,
    description: input.description ?? null,
    ocid: input.ocid ?? null,
    supplier_id: named.idOf("supplier", input.supplier),
    category_id: named.idOf("category", input.category),
    authority_id: named.idOf("authority", input.authority),
    lead_force_id: named.idOf("force", input.leadForce),
    collaboration_level: input.collaborationLevel,
    route_to_market: input.routeToMarket ?? null,
    regime: input.regime ?? null,
    owner_role: input.ownerRole ?? null,
    managed_by_procurement: input.managedByProcurement,
    confidential: input.confidential,
    awarded_on: input.awardedOn ?? null,
    starts_on: input.startsOn ?? null,
    initial_ends_on: input.initialEndsOn ?? null,
    review_on: input.reviewOn ?? null,
    notice_months: input.noticeMonths ?? null,
    annual_value: input.annualValue ?? null,
    award_value: input.awardValue ?? null,
    value_vat_basis: input.valueVatBasis,
    framework_id: named.idOf("contract", input.framework),
    framework_reference: input.frameworkReference ?? null,
    is_call_off: input.isCallOff,
    tier: input.tier ?? null,
    risk: input.risk ?? null,
    living_wage: input.livingWage ?? null,
    carbon_saved_tonnes: input.carbonSavedTonnes ?? null,
    service_line: input.serviceLine ?? null,
    centralisation_planned_on: input.centralisationPlannedOn ?? null,
    centralised_on: input.centralisedOn ?? null,
    note: input.note ?? null,
    ...known,
  };
  const id = await writes.insert(columns, personId);
  await writes.replaceParts(id, storedParts(input, named));
  const contract = (await contractById.read(transaction, [id])).get(id) as Contract;
  const row = { rowId: id, rowReference: contract.reference, version: contract.version };
  await audit(transaction, personId, "CREATED", null, [
    { ...row, field: null, oldValue: null, newValue: null },
    ...changesBetween(noParts, await writes.partsShown(id)).map((change) => ({ ...row, ...change })),
  ]);
  await refreshFigures(transaction, { kpis: CONTRACT_KPIS });
  return done(contract);
}

/** Replaces the parts of a contract that are given. Errors: as `registerContract`. */
export async function amendContract(
  ctx: RequestContext,
  which: WhichContract,
  given: ContractPartsInput,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return change(ctx, which, async (transaction, contract) => {
    const writes = contractWritesIn(transaction);
    const named = await namesIn(transaction, namesOfParts(input));
    const problems = [
      ...problemsWithParts(input),
      ...problemsWithLevel(
        contract.collaborationLevel,
        mostForcesAtOnce(input.shares ?? []),
        contract.reference,
        "shares",
      ),
      ...named.problems,
      ...(await takenElsewhere(transaction, contract.id, input)),
    ];
    if (problems.length > 0) return { problems };
    const before = await writes.partsShown(contract.id);
    if (input.extensionOptions) await writes.settleLapsed(contract.id, ctx.today);
    await writes.replaceParts(contract.id, storedParts(input, named));
    const changes = changesBetween(before, await writes.partsShown(contract.id));
    return { changes, columns: {}, reason: null };
  });
}

/** Records that something happened to a contract, and changes it accordingly. Errors: as `registerContract`. */
export async function recordContractEvent(
  ctx: RequestContext,
  which: WhichContract,
  given: ContractEventInput,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return change(ctx, which, async (transaction, contract, personId) => {
    const asked: GivenName[] = input.supplier ? [{ kind: "supplier", name: input.supplier, field: ["supplier"] }] : [];
    const named = await namesIn(transaction, asked);
    const event = {
      ...input,
      supplierId: named.idOf("supplier", input.supplier),
      supplierAsked: input.supplier ?? null,
    };
    const problems = [...problemsWithEvent(contract, event, ctx.today), ...named.problems];
    if (problems.length > 0) return { problems };
    const annualValue = input.annualValue ? moneyFrom(input.annualValue) : null;
    const columns: ContractColumns = {
      ...(event.kind === "TERMINATION" && { terminated_on: event.effectiveOn }),
      ...(event.kind === "NOVATION" && { supplier_id: event.supplierId }),
      ...(annualValue !== null && { annual_value: annualValue }),
      ...(input.initialEndsOn && { initial_ends_on: input.initialEndsOn }),
    };
    const changes: Change[] = [
      ...(event.kind === "TERMINATION"
        ? [{ field: "terminatedOn", oldValue: contract.terminatedOn, newValue: event.effectiveOn }]
        : []),
      ...(event.kind === "NOVATION"
        ? [{ field: "supplier", oldValue: contract.supplierName, newValue: named.shownAs("supplier", input.supplier) }]
        : []),
      ...(annualValue !== null
        ? [{ field: "annualValue", oldValue: contract.annualValue, newValue: annualValue }]
        : []),
      ...(input.initialEndsOn
        ? [{ field: "initialEndsOn", oldValue: contract.initialEndsOn, newValue: input.initialEndsOn }]
        : []),
    ];
    await contractWritesIn(transaction).recordEvent({
      contractId: contract.id,
      kind: event.kind,
      effectiveOn: event.effectiveOn,
      note: input.note ?? null,
      changes: asEventChanges(changes),
      oldSupplierId: event.kind === "NOVATION" ? contract.supplierId : null,
      newSupplierId: event.kind === "NOVATION" ? event.supplierId : null,
      personId,
    });
    const before: Readonly<Record<string, string | null>> = {
      terminated_on: contract.terminatedOn,
      supplier_id: contract.supplierId,
      annual_value: contract.annualValue,
      initial_ends_on: contract.initialEndsOn,
    };
    const moved = Object.entries(columns).flatMap(([column, after]): ColumnChange[] => {
      const change = { before: before[column] ?? null, after };
      // Who supplied it until then stands in the event.
      return [column, ...(column === "supplier_id" ? ["old_supplier_id"] : [])].map((each) => ({
        column: each,
        ...change,
      }));
    });
    // An event that only has a note leaves its trace in the audit too.
    const audited = changes.length > 0 ? changes : [{ field: "events", oldValue: null, newValue: event.kind }];
    return { changes: audited, columns, reason: input.note ?? null, moved };
  });
}

/** Exercises an option to extend, or declines it and those after it. Errors: as `registerContract`. */
export async function decideExtension(
  ctx: RequestContext,
  which: WhichContract,
  given: ExtensionDecisionInput,
  exercise: boolean,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return change(ctx, which, async (transaction, contract, personId) => {
    const writes = contractWritesIn(transaction);
    const options = await writes.options(contract.id);
    const on = input.on ?? ctx.today;
    const problems = problemsWithDecision(contract, options, input.option, { on, exercise });
    if (on > ctx.today) {
      problems.push(
        problem("NOT_YET", ["on"], `A decision is recorded once it is made. Record it on ${shownDate(on)} or later.`),
      );
    }
    if (problems.length > 0) return { problems };
    const open = options.filter(({ state }) => state === "AVAILABLE");
    const decided = exercise ? open.filter(({ sequence }) => sequence === input.option) : open;
    const months = (some: typeof open) => some.reduce((sum, each) => sum + each.months, 0);
    const before = await termOf(transaction, contract.id, on);
    await writes.decideOptions(
      contract.id,
      decided.map(({ sequence }) => sequence),
      exercise ? "EXERCISED" : "DECLINED",
    );
    const after = await termOf(transaction, contract.id, on);
    const changes: Change[] = [
      ...decided.map(({ sequence }) => ({
        field: `extensionOptions ${sequence}`,
        oldValue: "AVAILABLE",
        newValue: exercise ? "EXERCISED" : "DECLINED",
      })),
      ...(exercise
        ? [{ field: "currentEndsOn", oldValue: before.currentEndsOn, newValue: after.currentEndsOn }]
        : months(decided) > 0
          ? [{ field: "maximumEndsOn", oldValue: before.maximumEndsOn, newValue: after.maximumEndsOn }]
          : []),
    ];
    await writes.recordEvent({
      contractId: contract.id,
      kind: exercise ? "EXTENSION" : "EXTENSION_DECLINED",
      effectiveOn: on,
      note: input.note ?? null,
      changes: asEventChanges(changes),
      personId,
    });
    // An option that is exercised is part of the term.
    const moved = [...(exercise ? ["initial_ends_on"] : []), "contract_extension_options"].map((column) => ({
      column,
      before: before.currentEndsOn,
      after: after.currentEndsOn,
    }));
    return { changes, columns: {}, reason: input.note ?? null, moved };
  });
}

async function termOf(
  database: Database,
  id: string,
  day: CalendarDate,
): Promise<{ readonly currentEndsOn: CalendarDate | null; readonly maximumEndsOn: CalendarDate | null }> {
  const contract = (await contractById.read(database, [id])).get(id) as Contract;
  const maximumEndsOn = (await openOptionsOn(day).read(database, [id])).get(id)?.maximumEndsOn ?? null;
  return { currentEndsOn: contract.currentEndsOn, maximumEndsOn };
}

type Change = Pick<AuditEntry, "oldValue" | "newValue"> & { readonly field: string };
type Act = (
  transaction: Database,
  contract: LockedContract,
  personId: string,
) => Promise<
  | { readonly problems: readonly Problem[] }
  | {
      readonly changes: readonly Change[];
      readonly columns: ContractColumns;
      readonly reason: string | null;
      /** What changed of the tables that figures are made of; anything, when it is not said. */
      readonly moved?: readonly ColumnChange[];
    }
>;

/** What every change of a contract shares: access, one transaction, the lock, the version, the audit and the figures. */
async function change(ctx: RequestContext, which: WhichContract, act: Act): Promise<Outcome<Contract>> {
  const { personId } = ctx.access.require("figures:write");
  const id = numberIn("contract", which.id);
  return ctx.database.transaction(async (transaction) => {
    const writes = contractWritesIn(transaction);
    await requireOnRow(ctx.access, transaction, "figures:write", "contract", id);
    const contract = id === null ? null : await writes.lock(id);
    if (contract === null) {
      return refused([
        problem("UNKNOWN_CONTRACT", ["id"], "There is no such contract, or no longer. Ask for its id again."),
      ]);
    }
    if (which.version !== null && which.version !== undefined && which.version !== contract.version) {
      return refused([
        problem(
          "CHANGED_SINCE",
          ["version"],
          `${contract.reference} was changed after you read it (it is at version ${contract.version}). Read it again and repeat the change.`,
        ),
      ]);
    }
    const outcome = await act(transaction, contract, personId);
    if ("problems" in outcome) return refused(outcome.problems);
    if (outcome.changes.length > 0) {
      const version = await writes.update(contract.id, outcome.columns, personId);
      const row = { rowId: contract.id, rowReference: contract.reference, version };
      await audit(
        transaction,
        personId,
        "CHANGED",
        outcome.reason,
        outcome.changes.map((each) => ({ ...row, ...each })),
      );
      await refreshFigures(transaction, {
        kpis: outcome.moved ? kpisMovedBy(outcome.moved, CONTRACT_KPIS) : CONTRACT_KPIS,
      });
    }
    return done((await contractById.read(transaction, [contract.id])).get(contract.id) as Contract);
  });
}

const audit = (
  transaction: Database,
  personId: string,
  action: AuditAction,
  reason: string | null,
  entries: readonly AuditEntry[],
): Promise<void> =>
  recordChanges(
    transaction,
    { personId, action, dataset: "CONTRACTS", reason, workbook: null, publishId: null },
    entries,
  );

const asEventChanges = (changes: readonly Change[]) =>
  changes.map(({ field, oldValue, newValue }) => ({ field, before: oldValue, after: newValue }));

type PartsShown = Record<keyof StoredParts, string | null>;
const noParts = {} as PartsShown;
const changesBetween = (before: PartsShown, after: PartsShown): Change[] =>
  (Object.keys(after) as (keyof StoredParts)[]).flatMap((field) =>
    (before[field] ?? null) === after[field]
      ? []
      : [{ field, oldValue: before[field] ?? null, newValue: after[field] }],
  );

function namesOfContract(input: RegisterContractInput): GivenName[] {
  return (
    [
      ["supplier", "supplier", input.supplier],
      ["category", "category", input.category],
      ["authority", "authority", input.authority],
      ["leadForce", "force", input.leadForce],
      ["framework", "contract", input.framework],
    ] as const
  ).flatMap(([field, kind, name]) => (name === null || name === undefined ? [] : [{ kind, name, field: [field] }]));
}

const longest: readonly (readonly ["reference" | "title" | "description" | "ownerRole" | "note", number])[] = [
  ["reference", 100],
  ["title", 500],
  ["description", 4000],
  ["ownerRole", 200],
  ["note", 4000],
];

function problemsWithNew(input: RegisterContractInput): Problem[] {
  const found: Problem[] = [];
  for (const field of ["reference", "title"] as const) {
    if (input[field] === "") {
      found.push(problem("REQUIRED", [field], `A contract needs its ${field}. Fill it in.`));
    }
  }
  for (const [field, most] of longest) {
    const length = input[field]?.length ?? 0;
    if (length > most) {
      found.push(
        problem("TOO_LONG", [field], `\`${field}\` may have ${most} characters; this has ${length}. Shorten it.`),
      );
    }
  }
  const months = input.noticeMonths ?? 0;
  if (months < 0 || months > 120) {
    found.push(problem("BAD_NUMBER", ["noticeMonths"], `Notice takes 0 to 120 months, not ${months}. Correct it.`));
  }
  return [
    ...found,
    ...problemsWith({
      reference: input.reference,
      framework: input.framework ?? null,
      startsOn: input.startsOn ?? null,
      initialEndsOn: input.initialEndsOn ?? null,
      carbonSavedTonnes: input.carbonSavedTonnes ?? null,
      annualValue: input.annualValue ?? null,
      awardValue: input.awardValue ?? null,
    }),
    ...problemsWithParts(input),
    ...problemsWithLevel(input.collaborationLevel, mostForcesAtOnce(input.shares ?? []), input.reference),
  ];
}

async function takenElsewhere(
  database: Database,
  contractId: string | null,
  { references }: ContractPartsInput,
): Promise<Problem[]> {
  if (!references || references.length === 0) return [];
  const taken = await contractWritesIn(database).takenElsewhere(contractId, references);
  return taken.map(({ sourceSystem, reference, contract }) =>
    problem(
      "REFERENCE_TAKEN",
      ["references"],
      `${reference} in ${sourceSystem} is ${contract === null ? "another contract" : `contract ${contract}`}. Correct the reference, or take it off that contract first.`,
    ),
  );
}
