import { type Database } from "../database/database.js";
import { type DatedTable } from "../database/datedRows.js";
import { oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type AggregationOpportunityOrderField, type AggregationRate } from "./aggregation.types.js";
import { type AggregationTerms, opportunityTables } from "./families/aggregation.family.js";

/** Which opportunities are wanted. Everything here is put into SQL as it is: it must have been read as what it is. */
export interface WantedOpportunities extends AggregationTerms {
  readonly asAt: CalendarDate;
  /** Number of the force that takes part; null for any. */
  readonly forceId: string | null;
}

/** Pounds a year from which an opportunity gets all points for its size. */
export const FULL_SIZE = 1_000_000;

/**
 * Opportunities on a day. The score is of 100: 50 for the pounds a year (all of them from FULL_SIZE on), 30 for the part of
 * the forces there are that take part, 20 for ends that lie close together within the window.
 */
export function opportunityList(
  wanted: WantedOpportunities,
): List<Record<string, never>, AggregationOpportunityOrderField> {
  const day = `'${wanted.asAt}'::date`;
  return {
    name: `aggregationOpportunities ${JSON.stringify(wanted)}`,
    id: "r.id",
    columns: `r.id::text as id, r.kind, r.reference, r.title,
      case when r.kind = 'category' then r.id::text end as "categoryId",
      case when r.kind = 'supplier' then r.id::text end as "supplierId",
      r.forces::text[] as "forceIds", r.contract_ids::text[] as "contractIds", r.annual_value::text as "annualValue",
      trim_scale(r.rate_percent)::text as "ratePercent", r.estimated_saving::text as "estimatedSaving",
      r.first_on::text as "firstOn", r.last_on::text as "lastOn", r.score::text as score`,
    from: `(
      with periods as materialized (
        select financial_year(${day}) as financial_year, financial_quarter(${day}) as quarter, ${day} as last_day),
      ${opportunityTables(wanted)},
      forces_there as materialized (
        select count(*) as number from forces where valid_from <= ${day} and (valid_to is null or valid_to >= ${day}))
      select o.*, round(
        50 * least(o.annual_value / ${FULL_SIZE}, 1)
        + 30 * (cardinality(o.forces) - 1)::numeric / greatest((select number from forces_there) - 1, 1)
        + 20 * (1 - least((o.last_on - o.first_on)::numeric / (${wanted.windowMonths} * 30.4), 1)), 1) as score
      from opportunities o) r`,
    always: wanted.forceId === null ? "true" : `${wanted.forceId}::bigint = any(r.forces)`,
    fields: () => ({}),
    orders: {
      SCORE: { expression: "r.score", type: "numeric", neverNull: true },
      ANNUAL_VALUE: { expression: "r.annual_value", type: "numeric", neverNull: true },
      REFERENCE: { expression: "r.kind || ' ' || r.reference", type: "text", neverNull: true },
    },
    usualOrder: "SCORE",
  };
}

/** Rates hold one after the other, for a category or (where none is named) in general. */
export const rateTable: DatedTable = {
  name: "aggregation_rates",
  key: { category_id: "bigint" },
  values: { rate_percent: "numeric", source: "text" },
};

const rateColumns = `r.id::text as id, r.category_id::text as "categoryId", trim_scale(r.rate_percent)::text as "ratePercent",
  r.valid_from::text as "validFrom", r.valid_to::text as "validTo", r.source`;

export const rates = (database: Database): Promise<AggregationRate[]> =>
  database.rows(
    `select ${rateColumns} from aggregation_rates r left join categories k on k.id = r.category_id
     order by k.code nulls first, r.valid_from`,
  );

export const rateById = oneEach<AggregationRate>(
  (database, ids) =>
    database.rows(`select ${rateColumns} from aggregation_rates r where r.id = any($1::bigint[])`, [ids]),
  (rate) => rate.id,
);
