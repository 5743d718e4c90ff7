import { type Database } from "../database/database.js";
import { type Columns, selectList } from "../graph/columns.js";
import { allTablesOf, type List } from "../graph/page.js";
import { type Parameters } from "../graph/condition.js";
import { type Combinable } from "../graph/where.js";
import { parseQuarter, type Quarter } from "../shared/period.js";
import { type KpiMeasure } from "./kpi.js";
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
  `${expression} = any(${parameters.add(
    codes.map((code) => code.trim().toUpperCase()),
    "text[]",
  )})`;

const sameOwnerAndQuarter = (other: string): string =>
  `${other}.kpi_code = f.kpi_code and ${other}.financial_year = f.financial_year and ${other}.quarter = f.quarter
      and coalesce(${other}.force_id, 0) = coalesce(f.force_id, 0)
      and coalesce(${other}.collaboration_id, 0) = coalesce(f.collaboration_id, 0)`;

/**
 * SQL over a figure (called `f` unless said otherwise), its definition `d` and its target `t`. The targets of a sum over the period add up in the year to
 * date; others hold for each measure.
 */
export const targetOfFigure = (f = "f"): string => `case
    when t.kpi_code is null then null
    when ${f}.measure = 'QUARTER' or d.grain = 'POSITION' or d.denominator_meaning is not null then t.target
    when t.quarters_so_far = ${f}.quarter then t.target_so_far end`;
const calculatedRag = (f = "f"): string =>
  `kpi_rag_of(${f}.value, ${targetOfFigure(f)}, t.tolerance_percent, d.direction)`;
/** The word beside the colour: what somebody chose for the figure (`v`), else what its target says. */
export const ragOfFigure = (f = "f"): string => `coalesce(v.rag, ${calculatedRag(f)})`;

/** What somebody chose for a figure, from `v`. */
export const overrideColumns = {
  rag: "v.rag",
  reason: "v.reason",
  setAt: `to_char(v.set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
} as const satisfies Columns;

export const figureColumns: Columns = {
  id: "f.id",
  period: "quarter_name(f.financial_year, f.quarter)",
  measure: "f.measure",
  kpiCode: "f.kpi_code",
  year: "f.financial_year",
  quarter: "f.quarter",
  value: shownValue("d.unit", "f.value"),
  numerator: "trim_scale(f.numerator)",
  denominator: "trim_scale(f.denominator)",
  unit: "d.unit",
  direction: "d.direction",
  dataState: "f.data_state",
  target: `trim_scale(${targetOfFigure()})`,
  tolerancePercent: "trim_scale(t.tolerance_percent)",
  rag: ragOfFigure(),
  calculatedRag: calculatedRag(),
  ragOverride: `case when v.id is not null then jsonb_build_object('rag', v.rag, 'reason', v.reason,
    'setById', v.set_by_id::text, 'setAt', ${overrideColumns.setAt}) end`,
  definitionKey: "f.kpi_code || ' ' || f.definition_version",
  forceId: "f.force_id::text",
  collaborationId: "f.collaboration_id::text",
};

/** Figures with their definitions, owners and targets. */
export const figureList: List<FigureWhere, FigureOrder> = {
  name: "kpiFigures",
  id: "f.id",
  columns: selectList(figureColumns),
  from: "kpi_figures f join kpi_definitions d on d.code = f.kpi_code and d.version = f.definition_version",
  joins: {
    o: "left join forces o on o.id = f.force_id",
    c: "left join collaborations c on c.id = f.collaboration_id",
    t: `left join kpi_target_profiles t on ${sameOwnerAndQuarter("t")}`,
    v: `left join kpi_rag_overrides v on ${sameOwnerAndQuarter("v")} and v.measure = f.measure`,
  },
  always: "true",
  fields: () => ({
    codes: (codes, parameters) => codeIn("f.kpi_code", codes, parameters),
    owners: ({ forces, collaborations }, parameters) =>
      `${codeIn("o.code", forces, parameters)} or ${codeIn("c.code", collaborations, parameters)}`,
    measures: (measures, parameters) => `f.measure = any(${parameters.add(measures, "kpi_measure[]")})`,
    periods: (periods, parameters) => {
      const numbers = periods.flatMap((period) => {
        const quarter = parseQuarter(period);
        return quarter ? [quarter.year * 4 + quarter.quarter] : [];
      });
      return `f.financial_year * 4 + f.quarter = any(${parameters.add(numbers, "integer[]")})`;
    },
  }),
  orders: {
    PERIOD: { expression: "(f.financial_year * 4 + f.quarter)", type: "integer", neverNull: true },
    POSITION: { expression: "d.position", type: "integer", neverNull: true },
    OWNER: { expression: "coalesce(o.code, c.code)", type: "text", neverNull: true },
    MEASURE: { expression: "f.measure::text", type: "text", neverNull: true },
  },
  usualOrder: "PERIOD",
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
     where f.kpi_code = $1 and f.measure = $2 and f.financial_year = $3 and f.quarter = $4
       and coalesce('F' || f.force_id, 'C' || f.collaboration_id) = $5`,
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
     where f.kpi_code = $1 and f.measure = 'QUARTER' and f.financial_year = $4
       and f.force_id is not distinct from $2::bigint and f.collaboration_id is not distinct from $3::bigint
     order by f.quarter`,
    [kpi, forceId, collaborationId, year],
  );
