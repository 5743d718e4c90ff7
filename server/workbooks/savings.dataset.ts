import { type Dataset } from "./dataset.js";
import { valuesOf } from "../graph/enum.js";
import {
  BaselineMethod,
  PhasingMethod,
  SavingClass,
  SavingMethod,
  SavingSignOffState,
  SavingStage,
} from "../savings/saving.enums.js";
import { changedBy, changedOn, choice, confidential, date, flag, lookup, money, text } from "./columns.js";

const phasesWhere = (condition: string) =>
  `(select sum(h.amount) from saving_phases h where h.saving_id = r.id and ${condition})`;

const recurs = "r.phasing_method in ('BY_DAYS', 'BY_MONTHS')";
/** As `carryOver` in saving.phasing.ts: the first twelve months less what the first financial year holds of them. */
const carriedOver = `case when ${recurs} then
  case when r.ends_on + 1 >= r.starts_on + interval '12 months' then r.baseline_value - r.new_value
    else ${phasesWhere("true")} + r.implementation_cost end
  - ${phasesWhere("h.financial_year = financial_year(r.starts_on)")} - r.implementation_cost end`;

/** As `signOffState` in saving.gates.ts. */
const signOffState = `(select case
    when bool_or(o.superseded_at is null and o.decision = 'REJECTED') then 'REJECTED'
    when count(*) filter (where o.superseded_at is null) = 3 then 'COMPLETE'
    when count(*) filter (where o.superseded_at is null) > 0 then 'PARTLY'
    when count(*) > 0 then 'LAPSED'
    else 'NONE' end
  from saving_sign_offs o where o.saving_id = r.id)`;

const phasesAndParts = `saving_phases h left join lateral (
    select sum(a.amount) as amount from saving_force_amounts a
    where a.saving_id = h.saving_id and a.financial_year = h.financial_year and a.quarter = h.quarter) a on true
  where h.saving_id = r.id`;

/** The savings register as a table: one row a saving, stored once whoever shares it. */
export const savingsDataset: Dataset = {
  name: "SAVINGS",
  label: "Savings",
  description: "The savings register: one row a saving, with its class, baseline, phasing totals and stage.",
  table: { name: "savings", history: "saving_history", versions: "saving_versions" },
  idKind: "saving",
  from: `savings r
    left join contracts c on c.id = r.contract_id
    left join categories k on k.id = r.category_id
    left join forces f on f.id = r.lead_force_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null",
  version: "r.version",
  updatedAt: "r.updated_at",
  gone: "r.deleted_at is not null",
  columns: [
    text("reference", "Reference", "The saving's number. Unique; cannot be changed here.", "reference", {
      required: true,
      onInsertOnly: true,
      longest: 100,
    }),
    text("title", "Title", "What was saved, in a few words.", "title", { required: true, longest: 500 }),
    lookup(
      "contract",
      "Contract",
      "Reference of the contract it comes from.",
      "c.reference",
      "contract",
      "contract_id",
    ),
    lookup("category", "Category", "What is bought.", "k.name", "category", "category_id"),
    lookup("leadForce", "Lead force", "Code of the force that owns the saving.", "f.code", "force", "lead_force_id", {
      required: true,
    }),
    choice(
      "savingClass",
      "Class",
      "Proposed by procurement; CASHABLE is confirmed by force finance with a budget code.",
      valuesOf(SavingClass),
      { column: "saving_class" },
      { required: true },
    ),
    choice(
      "method",
      "How it was made",
      "From the national Commercial Value Tool list.",
      valuesOf(SavingMethod),
      { column: "method", type: "saving_method" },
      { required: true, insertDefault: "'OTHER'" },
    ),
    choice(
      "baselineMethod",
      "Baseline method",
      "What the baseline value was taken from.",
      valuesOf(BaselineMethod),
      { column: "baseline_method" },
      { required: true, insertDefault: "'OTHER'" },
    ),
    money(
      "baselineValue",
      "Baseline",
      "What it would have cost: a year, or once for a one-off; net of VAT.",
      "baseline_value",
    ),
    money("newValue", "New cost", "What it costs now, over the same time as the baseline; net of VAT.", "new_value"),
    money(
      "implementationCost",
      "Implementation cost",
      "What making the saving cost, once.",
      "implementation_cost",
      "r.implementation_cost",
      { required: true, insertDefault: "0", least: "0" },
    ),
    money(
      "saving",
      "Saving",
      "Baseline minus new cost: a year, or once for a one-off. Negative when the cost rose.",
      null,
      "r.baseline_value - r.new_value",
    ),
    money(
      "inYearSaving",
      "In-year saving",
      "The part that falls in the financial year of the as-at date. Never added to the full-year effect.",
      null,
      phasesWhere("h.financial_year = financial_year($as_at)"),
    ),
    money(
      "lifeSaving",
      "Contract-life saving",
      "The sum over its whole term, after implementation cost.",
      null,
      phasesWhere("true"),
    ),
    money(
      "fullYearEffect",
      "Full-year effect",
      "Twelve months of it once fully in force; blank for one that does not recur. Never added to an in-year amount.",
      null,
      `case when ${recurs} then r.baseline_value - r.new_value end`,
    ),
    money(
      "carryOver",
      "Carry-over",
      "What its first twelve months bring after the financial year in which it starts.",
      null,
      carriedOver,
    ),
    choice(
      "phasingMethod",
      "Phasing",
      "How it is spread over quarters.",
      valuesOf(PhasingMethod),
      { column: "phasing_method" },
      { required: true, insertDefault: "'BY_MONTHS'" },
    ),
    date("startsOn", "Starts", "First day of the saving.", "starts_on", "r.starts_on", { required: true }),
    date("endsOn", "Ends", "Last day of the saving; blank for a one-off.", "ends_on"),
    choice(
      "stage",
      "Stage",
      "From idea to closed. Only VALIDATED and later count as savings.",
      valuesOf(SavingStage),
      { column: "stage", type: "saving_stage" },
      { required: true, insertDefault: "'PIPELINE'" },
    ),
    text("budgetCode", "Budget code", "The budget that a cashable saving was taken from.", "budget_code", {
      longest: 100,
    }),
    text("alsoClaimedBy", "Also claimed by", "A national body that reports the same saving.", "also_claimed_by", {
      longest: 200,
    }),
    flag("defersCost", "Defers cost", "The cost is put off to a later year, not gone.", "defers_cost", "false"),
    confidential,
    text(
      "evidence",
      "Evidence",
      "Kinds of document that show how far it is; blank when there are none.",
      null,
      {},
      "(select string_agg(distinct e.kind::text, ', ') from saving_evidence e where e.saving_id = r.id)",
    ),
    choice(
      "signOffState",
      "Sign-off",
      "Whether budget holder, finance and head of procurement have signed it off as it stands.",
      valuesOf(SavingSignOffState),
      { sql: signOffState },
    ),
    text(
      "proposedBy",
      "Proposed by",
      "Who gave its values or shares last, and may not sign it off.",
      null,
      {},
      "(select q.display_name from people q where q.id = r.proposed_by_id)",
    ),
    text(
      "checks",
      "Checks",
      "OK, or what does not add up.",
      null,
      {},
      `case
        when exists (select from ${phasesAndParts} and h.amount <> a.amount) then 'Forces'' amounts do not add up'
        when exists (select from ${phasesAndParts} and a.amount is null) then 'Not wholly shared out'
        when r.phasing_method = 'MANUAL' and ${phasesWhere("true")} <> r.baseline_value - r.new_value - r.implementation_cost
          then 'Phases do not add up'
        else 'OK' end`,
    ),
    text("note", "Note", "Anything a colleague should know.", "note", { longest: 4000 }),
    changedBy,
    changedOn,
  ],
  defaultColumns: [
    "reference",
    "title",
    "contract",
    "leadForce",
    "savingClass",
    "stage",
    "baselineValue",
    "newValue",
    "saving",
    "inYearSaving",
    "startsOn",
    "endsOn",
  ],
  defaultOrder: ["reference"],
};
