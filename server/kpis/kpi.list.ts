import { type Database } from "../database/database.js";
import { type List } from "../graph/page.js";
import { type Parameters } from "../graph/condition.js";
import { type Combinable } from "../graph/where.js";
import { parseQuarter } from "../shared/period.js";
import { shownValue } from "./kpi.repository.js";

/** Which figures are wanted. `owners` are forces and collaborations: a figure has one of them. */
export interface FigureWhere extends Combinable<FigureWhere> {
  readonly codes?: readonly string[] | null;
  readonly owners?: { readonly forces: readonly string[]; readonly collaborations: readonly string[] } | null;
  readonly periods?: readonly string[] | null;
}

export type FigureOrder = "PERIOD" | "POSITION" | "OWNER";

const codeIn = (expression: string, codes: readonly string[], parameters: Parameters): string =>
  `${expression} = any(${parameters.add(
    codes.map((code) => code.trim().toUpperCase()),
    "text[]",
  )})`;

/** Figures with their definitions, owners and targets. */
export const figureList: List<FigureWhere, FigureOrder> = {
  name: "kpiFigures",
  id: "f.id",
  columns: `f.id, f.financial_year || '-' ||
      lpad(((f.financial_year + 1) % 100)::text, 2, '0') || ' Q' || f.quarter as period,
    ${shownValue("d.unit", "f.value")} as value, trim_scale(f.numerator) as numerator,
    trim_scale(f.denominator) as denominator, d.unit, d.direction, f.data_state as "dataState",
    trim_scale(t.target) as target, trim_scale(t.tolerance_percent) as "tolerancePercent",
    f.kpi_code || ' ' || f.definition_version as "definitionKey",
    f.force_id::text as "forceId", f.collaboration_id::text as "collaborationId"`,
  from: `kpi_figures f
    join kpi_definitions d on d.code = f.kpi_code and d.version = f.definition_version
    left join forces o on o.id = f.force_id
    left join collaborations c on c.id = f.collaboration_id
    left join kpi_targets t on t.kpi_code = f.kpi_code and t.financial_year = f.financial_year and t.quarter = f.quarter
      and coalesce(t.force_id, 0) = coalesce(f.force_id, 0)
      and coalesce(t.collaboration_id, 0) = coalesce(f.collaboration_id, 0)`,
  always: "true",
  fields: () => ({
    codes: (codes, parameters) => codeIn("f.kpi_code", codes, parameters),
    owners: ({ forces, collaborations }, parameters) =>
      `${codeIn("o.code", forces, parameters)} or ${codeIn("c.code", collaborations, parameters)}`,
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
  },
  usualOrder: "PERIOD",
};

/** One figure by the number behind its id; null when there is none. */
export const figureWithId = (database: Database, id: string): Promise<object | null> =>
  database.row(`select ${figureList.columns} from ${figureList.from} where ${figureList.id} = $1::bigint`, [id]);
