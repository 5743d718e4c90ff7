import { type Database } from "../database/database.js";
import { type Columns, selectList } from "../graph/columns.js";
import { allTablesOf, type List } from "../graph/page.js";
import { type Parameters } from "../graph/condition.js";
import { type Combinable } from "../graph/where.js";
import { parseQuarter, type Quarter } from "../shared/period.js";
import { FIGURE_PAGE_LIMIT, type KpiMeasure } from "./kpi.js";
import { shownValue } from "./kpi.repository.js";
import { type KpiFigure } from "./kpi.types.js";

/** Which figures are wanted. `owners` are forces and collaborations: a figure has one of them. */
export interface FigureWhere extends Combinable<FigureWhere> {
  readonly codes?: readonly string[] | null;
  readonly owners?: { readonly forces: readonly string[]; readonly collaborations: readonly string[] } | null;
  readonly periods?: readonly string[] | null;
  readonly measures?: readonly KpiMeasure[] | null;
}

export type FigureOrder = "PERIOD" | "POSITION" | "OWNER" | "MEASURE";

const codeIn = (expression: string, codes: readonly string[], parameters: Parameters): string =>
  `${expression} = any(${parameters.key(
    codes.map((code) => code.trim().toUpperCase()),
    "text[]",
  )})`;

const sameOwnerAndQuarter = (other: string): string =>
  `${other}.kpi_code = r.kpi_code and ${other}.financial_year = r.financial_year and ${other}.quarter = r.quarter
      and coalesce(${other}.force_id, 0) = coalesce(r.force_id, 0)
      and coalesce(${other}.collaboration_id, 0) = coalesce(r.collaboration_id, 0)`;

/**
 * SQL over a figure (called `r` unless said otherwise), its definition `d` and its target `t`. The targets of a sum over the period add up in the year to
 * date; others hold for each measure.
 */
export const targetOfFigure = (r = "r"): string => `case
    when t.kpi_code is null then null
    when ${r}.measure = 'QUARTER' or d.grain = 'POSITION' or d.denominator_meaning is not null then t.target
    when t.quarters_so_far = ${r}.quarter then t.target_so_far end`;
const calculatedRag = (r = "r"): string =>
  `kpi_rag_of(${r}.value, ${targetOfFigure(r)}, t.tolerance_percent, d.direction)`;
/** The word beside the colour: what somebody chose for the figure (`v`), else what its target says. */
export const ragOfFigure = (r = "r"): string => `coalesce(v.rag, ${calculatedRag(r)})`;

/** What somebody chose for a figure, from `v`. */
export const overrideColumns = {
  rag: "v.rag",
  reason: "v.reason",
  setAt: `to_char(v.set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
} as const satisfies Columns;

export const figureColumns: Columns = {
  id: "r.id",
  period: "quarter_name(r.financial_year, r.quarter)",
  measure: "r.measure",
  kpiCode: "r.kpi_code",
  year: "r.financial_year",
  quarter: "r.quarter",
  value: shownValue("d.unit", "r.value"),
  numerator: "trim_scale(r.numerator)",
  denominator: "trim_scale(r.denominator)",
  unit: "d.unit",
  direction: "d.direction",
  dataState: "r.data_state",
  target: `trim_scale(${targetOfFigure()})`,
  tolerancePercent: "trim_scale(t.tolerance_percent)",
  rag: ragOfFigure(),
  calculatedRag: calculatedRag(),
  ragOverride: `case when v.id is not null then jsonb_build_object('rag', v.rag, 'reason', v.reason,
    'setById', v.set_by_id::text, 'setAt', ${overrideColumns.setAt}) end`,
  definitionKey: "r.kpi_code || ' ' || r.definition_version",
  forceId: "r.force_id::text",
  collaborationId: "r.collaboration_id::text",
};

/** Figures with their definitions, owners and targets. */
export const figureList: List<FigureWhere, FigureOrder> = {
  name: "kpiFigures",
  id: "r.id",
  columns: selectList(figureColumns),
  from: "kpi_figures r join kpi_definitions d on d.code = r.kpi_code and d.version = r.definition_version",
  joins: {
    f: "left join forces f on f.id = r.force_id",
    g: "left join collaborations g on g.id = r.collaboration_id",
    t: `left join kpi_target_profiles t on ${sameOwnerAndQuarter("t")}`,
    v: `left join kpi_rag_overrides v on ${sameOwnerAndQuarter("v")} and v.measure = r.measure`,
  },
  always: "true",
  fields: () => ({
    codes: (codes, parameters) => codeIn("r.kpi_code", codes, parameters),
    owners: ({ forces, collaborations }, parameters) =>
      `${codeIn("f.code", forces, parameters)} or ${codeIn("g.code", collaborations, parameters)}`,
    measures: (measures, parameters) => `r.measure = any(${parameters.key(measures, "kpi_measure[]")})`,
    periods: (periods, parameters) => {
      const numbers = periods.flatMap((period) => {
        const quarter = parseQuarter(period);
        return quarter ? [quarter.year * 4 + quarter.quarter] : [];
      });
      return `r.financial_year * 4 + r.quarter = any(${parameters.key(numbers, "integer[]")})`;
    },
  }),
  orders: {
    PERIOD: { expression: "(r.financial_year * 4 + r.quarter)", type: "integer", neverNull: true },
    POSITION: { expression: "d.position", type: "integer", neverNull: true },
    OWNER: { expression: "coalesce(f.code, g.code)", type: "text", neverNull: true },
    MEASURE: { expression: "r.measure::text", type: "text", neverNull: true },
  },
  usualOrder: "PERIOD",
  pageLimit: FIGURE_PAGE_LIMIT,
};

/** One figure by the number behind its id; null when there is none. */
export const figureWithId = (database: Database, id: string): Promise<object | null> =>
  database.row(`select ${figureList.columns} from ${allTablesOf(figureList)} where ${figureList.id} = $1::bigint`, [
    id,
  ]);

/** The figure of a KPI, owner ("F12", "C3"), quarter and measure; null where none is kept. */
export const figureOf = (
  database: Database,
  {
    kpi,
    owner,
    year,
    quarter,
    measure,
  }: Quarter & { readonly kpi: string; readonly owner: string; readonly measure: KpiMeasure },
): Promise<KpiFigure | null> =>
  database.row(
    `select ${figureList.columns} from ${allTablesOf(figureList)}
     where r.kpi_code = $1 and r.measure = $2 and r.financial_year = $3 and r.quarter = $4
       and coalesce('F' || r.force_id, 'C' || r.collaboration_id) = $5`,
    [kpi, measure, year, quarter, owner],
  );

/** The quarters' figures of one KPI and owner in a financial year, in their order. */
export const figuresOf = (
  database: Database,
  kpi: string,
  { forceId, collaborationId }: { readonly forceId: string | null; readonly collaborationId: string | null },
  year: number,
): Promise<KpiFigure[]> =>
  database.rows(
    `select ${figureList.columns} from ${allTablesOf(figureList)}
     where r.kpi_code = $1 and r.measure = 'QUARTER' and r.financial_year = $4
       and r.force_id is not distinct from $2::bigint and r.collaboration_id is not distinct from $3::bigint
     order by r.quarter`,
    [kpi, forceId, collaborationId, year],
  );
