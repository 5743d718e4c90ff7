import { type Database } from "../database/database.js";
import { dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type Quarter, quarterName } from "../shared/period.js";
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

const savingColumns = `v.id::text as "id", v.reference, v.title, v.contract_id::text as "contractId",
  v.category_id::text as "categoryId", v.lead_force_id::text as "leadForceId", v.saving_class as "savingClass",
  v.method, v.baseline_method as "baselineMethod", v.baseline_value::text as "baselineValue",
  v.new_value::text as "newValue", v.implementation_cost::text as "implementationCost",
  ${netSaving}::text as "netSaving",
  round(100 * ${netSaving} / nullif(v.baseline_value, 0), 1)::text as "savingPercent",
  v.phasing_method as "phasingMethod", v.starts_on::text as "startsOn", v.ends_on::text as "endsOn", v.stage,
  v.budget_code as "budgetCode", v.also_claimed_by as "alsoClaimedBy", v.defers_cost as "defersCost", v.currency, v.note, v.version,
  v.created_at::text as "createdAt", v.updated_at::text as "updatedAt", v.updated_by_id::text as "updatedById",
  v.proposed_by_id::text as "proposedById"`;

export const savingList: List<SavingWhere, SavingOrderField> = {
  name: "savings",
  columns: savingColumns,
  from: "savings v",
  id: "v.id",
  always: "v.deleted_at is null",
  fields: () => ({
    reference: textIs("v.reference"),
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
    updatedSince: (moment, parameters) => `v.updated_at >= ${parameters.add(moment, "timestamptz")}`,
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

export const savingById = oneEach<Saving>(
  (database, ids) =>
    database.rows(`select ${savingColumns} from savings v where v.id = any($1::bigint[]) and v.deleted_at is null`, [
      ids,
    ]),
  (saving) => saving.id,
);

export const savingByReference = (database: Database, reference: string): Promise<Saving | null> =>
  database.row(`select ${savingColumns} from savings v where upper(v.reference) = upper($1) and v.deleted_at is null`, [
    reference,
  ]);

type ByQuarter<Thing> = Omit<Thing, "period"> & { readonly year: number; readonly quarter: Quarter["quarter"] };
const withPeriod = <Thing>({ year, quarter, ...rest }: ByQuarter<Thing>) => ({
  ...rest,
  period: quarterName({ year, quarter }),
});

export const phasesOf = manyEach<SavingPhase>(
  async (database, ids) => {
    const rows = await database.rows<ByQuarter<SavingPhase>>(
      `select saving_id::text as "savingId", financial_year as year, quarter, amount::text as amount
       from saving_phases where saving_id = any($1::bigint[]) order by financial_year, quarter`,
      [ids],
    );
    return rows.map(withPeriod<SavingPhase>) as SavingPhase[];
  },
  (phase) => phase.savingId,
);

export const evidenceOf = manyEach<SavingEvidence>(
  (database, ids) =>
    database.rows(
      `select e.saving_id::text as "savingId", e.kind, e.title, e.link, p.display_name as "addedBy",
         e.added_at::text as "addedAt"
       from saving_evidence e left join people p on p.id = e.added_by_id
       where e.saving_id = any($1::bigint[]) order by e.id`,
      [ids],
    ),
  (evidence) => evidence.savingId,
);

export const signOffsOf = manyEach<SavingSignOff>(
  (database, ids) =>
    database.rows(
      `select o.saving_id::text as "savingId", o.role, o.decision, p.display_name as person, o.budget_code as "budgetCode",
         o.comment, o.signed_at::text as "signedAt", o.superseded_at::text as "supersededAt",
         o.superseded_because as "supersededBecause"
       from saving_sign_offs o join people p on p.id = o.person_id
       where o.saving_id = any($1::bigint[]) order by o.id`,
      [ids],
    ),
  (signOff) => signOff.savingId,
);

export const sharesOf = manyEach<SavingShare>(
  (database, ids) =>
    database.rows(
      `select h.saving_id::text as "savingId", h.force_id::text as "forceId", h.share_percent::text as "sharePercent",
         h.valid_from::text as "validFrom", h.valid_to::text as "validTo"
       from saving_shares h join forces f on f.id = h.force_id
       where h.saving_id = any($1::bigint[]) order by h.valid_from, f.code`,
      [ids],
    ),
  (share) => share.savingId,
);

export const forceAmountsOf = manyEach<SavingForceAmount>(
  async (database, ids) => {
    const rows = await database.rows<ByQuarter<SavingForceAmount>>(
      `select a.saving_id::text as "savingId", a.force_id::text as "forceId", a.financial_year as year, a.quarter,
         a.amount::text as amount
       from saving_force_amounts a join forces f on f.id = a.force_id
       where a.saving_id = any($1::bigint[]) order by a.financial_year, a.quarter, f.code`,
      [ids],
    );
    return rows.map(withPeriod<SavingForceAmount>) as SavingForceAmount[];
  },
  (part) => part.savingId,
);
