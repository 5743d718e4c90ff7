import { type Dataset } from "./dataset.js";
import { valuesOf } from "../graph/enum.js";
import { BaselineMethod, PhasingMethod, SavingClass, SavingMethod, SavingStage } from "../savings/saving.enums.js";
import { choice, date, lookup, money, text } from "./columns.js";

const phasesWhere = (condition: string) =>
  `(select sum(h.amount) from saving_phases h where h.saving_id = r.id and ${condition})`;

/** The savings register as a table: one row a saving, stored once whoever shares it. */
export const savingsDataset: Dataset = {
  name: "SAVINGS",
  label: "Savings",
  description: "The savings register: one row a saving, with its class, baseline, phasing totals and stage.",
  table: { name: "savings", history: "saving_history" },
  idKind: "saving",
  from: `savings r
    left join contracts c on c.id = r.contract_id
    left join categories k on k.id = r.category_id
    left join forces f on f.id = r.lead_force_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null",
  version: "r.version",
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
    text("note", "Note", "Anything a colleague should know.", "note", { longest: 4000 }),
    text(
      "updatedBy",
      "Changed by",
      "Who changed it last; blank if nobody has since it was loaded.",
      null,
      {},
      "p.display_name",
    ),
    date(
      "updatedOn",
      "Changed on",
      "The day of the last change.",
      null,
      "(r.updated_at at time zone 'Europe/London')::date",
    ),
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
