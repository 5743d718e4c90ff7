import { changedSince } from "../database/versions.js";
import { type Columns, type Parts, type RowSource, selectList } from "../graph/columns.js";
import { dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { inOrderOfChange } from "../graph/lastChange.js";
import { partsEach, rowCalled, rowsEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import {
  type Saving,
  type SavingForceAmount,
  type SavingOrderField,
  type SavingPhase,
  type SavingShare,
  type SavingWhere,
} from "./saving.types.js";
import { type SavingEvidence, type SavingSignOff } from "./savingGates.types.js";

/** Null as soon as one of the values is not known. Product rule 3. */
const netSaving = "(v.baseline_value - v.new_value - v.implementation_cost)";

export const savingColumns: Columns = {
  id: "v.id::text",
  reference: "v.reference",
  title: "v.title",
  contractId: "v.contract_id::text",
  categoryId: "v.category_id::text",
  leadForceId: "v.lead_force_id::text",
  savingClass: "v.saving_class",
  method: "v.method",
  baselineMethod: "v.baseline_method",
  baselineValue: "v.baseline_value::text",
  newValue: "v.new_value::text",
  implementationCost: "v.implementation_cost::text",
  netSaving: `${netSaving}::text`,
  savingPercent: `round(100 * ${netSaving} / nullif(v.baseline_value, 0), 1)::text`,
  phasingMethod: "v.phasing_method",
  startsOn: "v.starts_on::text",
  endsOn: "v.ends_on::text",
  stage: "v.stage",
  budgetCode: "v.budget_code",
  alsoClaimedBy: "v.also_claimed_by",
  defersCost: "v.defers_cost",
  confidential: "v.confidential",
  currency: "v.currency",
  note: "v.note",
  version: "v.version",
  createdAt: "v.created_at::text",
  updatedAt: "v.updated_at::text",
  updatedById: "v.updated_by_id::text",
  proposedById: "v.proposed_by_id::text",
};
const selected = selectList(savingColumns);

/** A saving that was taken off the register is found by nobody. */
export const savingSource: RowSource = {
  from: "savings v",
  id: "v.id",
  always: "v.deleted_at is null",
  called: (reference) => `v.reference_key = upper(${reference})`,
};

const savingVersions = { versions: "saving_versions", id: "v.id" };

export const savingList: List<SavingWhere, SavingOrderField> = {
  name: "savings",
  ...savingSource,
  columns: selected,
  fields: () => ({
    reference: textIs("v.reference", "v.reference_key"),
    title: textIs("v.title"),
    savingClass: enumIs("v.saving_class", "saving_class"),
    method: enumIs("v.method", "saving_method"),
    stage: enumIs("v.stage", "saving_stage"),
    contract: idIs("contract", "v.contract_id"),
    category: idIs("category", "v.category_id"),
    leadForce: idIs("force", "v.lead_force_id"),
    participant: related(
      "exists (select from saving_shares h where h.saving_id = v.id and",
      idIs("force", "h.force_id"),
    ),
    startsOn: dateIs("v.starts_on"),
    endsOn: dateIs("v.ends_on"),
    isAlsoClaimed: (claimed, parameters) => `(v.also_claimed_by is not null) = ${parameters.add(claimed, "boolean")}`,
    defersCost: (defers, parameters) => `v.defers_cost = ${parameters.add(defers, "boolean")}`,
    netSaving: decimalIs(netSaving),
    updatedSince: (moment, parameters) =>
      changedSince(savingVersions, "v.updated_at", parameters.add(moment, "timestamptz")),
  }),
  orders: {
    REFERENCE: { expression: "v.reference", type: "text", neverNull: true },
    TITLE: { expression: "v.title", type: "text", neverNull: true },
    STARTS_ON: { expression: "v.starts_on", type: "date", neverNull: true },
    NET_SAVING: { expression: netSaving, type: "numeric" },
    UPDATED_AT: { expression: "v.updated_at", type: "timestamptz", neverNull: true },
  },
  usualOrder: "REFERENCE",
};

/** The list for a page. */
export const savingListFor = inOrderOfChange(savingList, savingVersions, "v.version");

export const savingById = rowsEach<Saving>(savingSource, savingColumns);

export const savingByReference = rowCalled<Saving>(savingSource, savingColumns);

export const phases: Parts = {
  from: "saving_phases q",
  owner: "q.saving_id",
  columns: {
    savingId: "q.saving_id::text",
    period: "quarter_name(q.financial_year, q.quarter)",
    amount: "q.amount::text",
  },
  order: "q.financial_year, q.quarter",
};
export const phasesOf = partsEach<SavingPhase>(phases, (phase) => phase.savingId);

export const evidence: Parts = {
  from: "saving_evidence e left join people p on p.id = e.added_by_id",
  owner: "e.saving_id",
  columns: {
    savingId: "e.saving_id::text",
    kind: "e.kind",
    title: "e.title",
    link: "e.link",
    addedBy: "p.display_name",
    addedAt: "e.added_at::text",
  },
  order: "e.id",
};
export const evidenceOf = partsEach<SavingEvidence>(evidence, (evidence) => evidence.savingId);

export const signOffs: Parts = {
  from: "saving_sign_offs o join people p on p.id = o.person_id",
  owner: "o.saving_id",
  columns: {
    savingId: "o.saving_id::text",
    role: "o.role",
    decision: "o.decision",
    person: "p.display_name",
    budgetCode: "o.budget_code",
    comment: "o.comment",
    signedAt: "o.signed_at::text",
    supersededAt: "o.superseded_at::text",
    supersededBecause: "o.superseded_because",
  },
  order: "o.id",
};
export const signOffsOf = partsEach<SavingSignOff>(signOffs, (signOff) => signOff.savingId);

export const shares: Parts = {
  from: "saving_shares h join forces f on f.id = h.force_id",
  owner: "h.saving_id",
  columns: {
    savingId: "h.saving_id::text",
    forceId: "h.force_id::text",
    sharePercent: "h.share_percent::text",
    validFrom: "h.valid_from::text",
    validTo: "h.valid_to::text",
  },
  order: "h.valid_from, f.code",
};
export const sharesOf = partsEach<SavingShare>(shares, (share) => share.savingId);

export const forceAmounts: Parts = {
  from: "saving_force_amounts a join forces f on f.id = a.force_id",
  owner: "a.saving_id",
  columns: {
    savingId: "a.saving_id::text",
    forceId: "a.force_id::text",
    period: "quarter_name(a.financial_year, a.quarter)",
    amount: "a.amount::text",
  },
  order: "a.financial_year, a.quarter, f.code",
};
export const forceAmountsOf = partsEach<SavingForceAmount>(forceAmounts, (part) => part.savingId);
