import { valuesOf } from "../graph/enum.js";
import { ragOfFigure, targetOfFigure } from "../kpis/kpi.list.js";
import { DataState, KpiMeasure, Rag } from "../kpis/kpi.types.js";
import { type Column, type ColumnType, type Dataset } from "./dataset.js";

const derived = (field: string, label: string, description: string, type: ColumnType, sql: string): Column => ({
  field,
  label,
  description,
  type,
  unit: null,
  sql,
});
const exact = (sql: string) => `trim_scale(${sql})::text`;

/** The KPI figures as a table: one row a KPI, organisation and quarter. Worked out from rows, so nothing here is typed. */
export const kpisDataset: Dataset = {
  name: "KPIS",
  label: "KPIs",
  description:
    "KPI figures by force, sub-collaboration and collaboration for each quarter, with what they are made of.",
  idKind: "kpi_figure",
  from: `kpi_figures r
    left join kpi_definitions d on d.code = r.kpi_code and d.version = r.definition_version
    left join forces f on f.id = r.force_id
    left join collaborations o on o.id = r.collaboration_id
    left join kpi_target_profiles t on t.kpi_code = r.kpi_code and t.financial_year = r.financial_year
      and t.quarter = r.quarter and coalesce(t.force_id, 0) = coalesce(r.force_id, 0)
      and coalesce(t.collaboration_id, 0) = coalesce(r.collaboration_id, 0)
    left join kpi_rag_overrides v on v.kpi_code = r.kpi_code and v.measure = r.measure
      and v.financial_year = r.financial_year and v.quarter = r.quarter
      and coalesce(v.force_id, 0) = coalesce(r.force_id, 0)
      and coalesce(v.collaboration_id, 0) = coalesce(r.collaboration_id, 0)`,
  where: "true",
  version: "1",
  updatedAt: "greatest(r.computed_at, v.set_at)",
  columns: [
    derived("kpi", "KPI", "Code of the KPI, for example COMPLIANCE.", "TEXT", "r.kpi_code"),
    derived("name", "Name", "The KPI in words.", "TEXT", "d.name"),
    derived("organisation", "Organisation", "Code of the force or collaboration.", "TEXT", "coalesce(f.code, o.code)"),
    derived(
      "organisationName",
      "Organisation name",
      "The force or collaboration in words.",
      "TEXT",
      "coalesce(f.name, o.name)",
    ),
    derived(
      "period",
      "Period",
      "Quarter of the April to March financial year.",
      "PERIOD",
      "quarter_name(r.financial_year, r.quarter)",
    ),
    {
      ...derived(
        "measure",
        "Measure",
        "QUARTER: the quarter itself. YEAR_TO_DATE: from 1 April to the quarter's last day. Never add the two.",
        "CHOICE",
        "r.measure::text",
      ),
      choices: valuesOf(KpiMeasure),
    },
    derived(
      "value",
      "Value",
      "The figure, in the KPI's unit; blank when not reported (see Data state).",
      "NUMBER",
      exact("r.value"),
    ),
    derived("unit", "Unit", "GBP, PERCENT or COUNT.", "TEXT", "d.unit::text"),
    derived(
      "numerator",
      "Numerator",
      "What the figure is made of: see the KPI's definition.",
      "NUMBER",
      exact("r.numerator"),
    ),
    derived(
      "denominator",
      "Denominator",
      "What it is divided by; blank for a KPI that is a sum or count.",
      "NUMBER",
      exact("r.denominator"),
    ),
    derived(
      "target",
      "Target",
      "The target for the quarter, or for the year to date, in the same unit; blank when none is set.",
      "NUMBER",
      exact(targetOfFigure("r")),
    ),
    derived(
      "tolerancePercent",
      "Tolerance, % of target",
      "By how many per cent of the target it may be missed and still be AMBER; blank when no target is set.",
      "NUMBER",
      exact("t.tolerance_percent"),
    ),
    {
      ...derived(
        "rag",
        "RAG",
        "How the value stands against the target, in a word: what somebody chose, else by the rule.",
        "CHOICE",
        `(${ragOfFigure("r")})::text`,
      ),
      choices: valuesOf(Rag),
    },
    derived(
      "ragReason",
      "RAG reason",
      "Why somebody chose the RAG; blank where it is by the rule.",
      "TEXT",
      "v.reason",
    ),
    {
      ...derived(
        "dataState",
        "Data state",
        "Whether the figure is reported, and if not, why.",
        "CHOICE",
        "r.data_state::text",
      ),
      choices: valuesOf(DataState),
    },
    derived(
      "definitionVersion",
      "Definition version",
      "Version of the KPI's definition.",
      "INTEGER",
      "r.definition_version::text",
    ),
    derived("meaning", "Meaning", "The KPI's definition.", "TEXT", "d.meaning"),
  ],
  defaultColumns: ["kpi", "name", "organisation", "period", "measure", "value", "unit", "target", "rag", "dataState"],
  defaultOrder: ["kpi", "organisation", "period", "measure"],
};
