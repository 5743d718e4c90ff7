import { type Access } from "../access/viewer.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { CONTRACT_KPIS } from "../kpis/families/index.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { tidyTexts } from "../shared/tidyTexts.js";
import { auditContracts, changesBetween, noParts, takenElsewhere } from "./changeContract.service.js";
import { mostForcesAtOnce, problemsWith, problemsWithLevel } from "./contract.js";
import { contractById } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";
import { namesOfParts, problemsWithParts, storedParts } from "./contractParts.js";
import { type ContractColumns, contractWritesIn } from "./contractWrites.repository.js";
import { type RegisterContractInput } from "./contractWrites.types.js";
import { type GivenName, namesIn } from "./named.repository.js";

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
  await auditContracts(transaction, personId, "CREATED", null, [
    { ...row, field: null, oldValue: null, newValue: null },
    ...changesBetween(noParts, await writes.partsShown(id)).map((change) => ({ ...row, ...change })),
  ]);
  await refreshFigures(transaction, { kpis: CONTRACT_KPIS });
  return done(contract);
}

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
