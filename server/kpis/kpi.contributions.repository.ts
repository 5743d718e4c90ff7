import { type Database } from "../database/database.js";
import { grouped } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";
import { type Quarter } from "../shared/period.js";
import { familyOf } from "./families/index.js";
import { contributionsOf, ownersOf } from "./kpi.figures.js";
import { type KpiMeasure } from "./kpi.js";

/** The one figure whose rows are wanted. `owner` is "F" and a force's number or "C" and a collaboration's. */
export interface WantedFigure extends Quarter {
  readonly kpi: string;
  readonly owner: string;
  readonly measure: KpiMeasure;
}

type NoWhere = Combinable<NoWhere>;
export type ContributionOrder = "KIND" | "REFERENCE";

/** The rows behind one figure. Everything in the SQL was looked up or checked before: a code, numbers, a measure. */
export function contributionList(wanted: WantedFigure): List<NoWhere, ContributionOrder> {
  const { family, kpi } = familyOf(wanted.kpi);
  return {
    name: `kpiContributions ${JSON.stringify(wanted)}`,
    id: "r.row_id",
    columns: `r.row_id::text as id, r.row_kind || '_' || r.row_id as "rowId", r.row_kind as kind, r.reference, r.title,
      trim_scale(r.numerator) as numerator, trim_scale(r.denominator) as denominator`,
    from: `(${contributionsOf(family, kpi, wanted)}) r`,
    always: "true",
    fields: () => ({}),
    orders: {
      KIND: { expression: "r.row_kind", type: "text", neverNull: true },
      REFERENCE: { expression: "r.reference", type: "text", neverNull: true },
    },
    usualOrder: "KIND",
  };
}

/** What the rows behind a figure come to. The denominator is null for a KPI that is not divided. */
export async function contributionTotals(
  database: Database,
  wanted: WantedFigure,
): Promise<{ readonly numerator: string; readonly denominator: string | null }> {
  const { family, kpi } = familyOf(wanted.kpi);
  const row = await database.row<{ numerator: string; denominator: string }>(
    `select trim_scale(coalesce(sum(numerator), 0)) as numerator, trim_scale(coalesce(sum(denominator), 0)) as denominator
     from (${contributionsOf(family, kpi, wanted)}) r`,
  );
  return {
    numerator: row?.numerator ?? "0",
    denominator: kpi.denominator === undefined ? null : (row?.denominator ?? "0"),
  };
}

/** A force and a quarter that a figure is made of. */
export interface OwnedQuarter extends Quarter {
  readonly forceId: string;
}

/** How a figure of whatever KPI is told apart: "F12 2026 3 YEAR_TO_DATE", "C1 2026 3 QUARTER". */
export const figureKey = (figure: Omit<WantedFigure, "kpi">): string =>
  `${figure.owner} ${figure.year} ${figure.quarter} ${figure.measure}`;

/**
 * The forces and quarters that figures of sums over their period are made of, by `figureKey`: in the year to date every
 * quarter so far, each with the forces that were then members.
 */
export async function membersOfFigures(
  database: Database,
  keys: readonly string[],
): Promise<Map<string, OwnedQuarter[]>> {
  const wanted = new Map(
    keys.map((key) => {
      const [, year, quarter] = key.split(" ");
      return [`${year} ${quarter}`, { year: Number(year), quarter: Number(quarter), lastDay: null }];
    }),
  );
  const rows = await database.rows<OwnedQuarter & { readonly key: string }>(ownersOf("FLOW"), [
    JSON.stringify([...wanted.values()]),
    keys,
  ]);
  return grouped(
    rows.map(({ key, ...owned }) => ({ key, ...owned })),
    ({ key }) => key,
  );
}
