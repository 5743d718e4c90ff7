import { type Database } from "../database/database.js";
import { dateIs, decimalIs, enumIs, idIs, textIs } from "../graph/condition.js";
import { oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { parseQuarter, quarterDays } from "../shared/period.js";
import {
  type InfluenceableRule,
  type SpendLine,
  type SpendLineOrderField,
  type SpendLineWhere,
  type SpendLoad,
  type UnmatchedSpend,
} from "./spend.types.js";
import { contractSuppliers } from "./spendMatching.repository.js";

export const spendLineList: List<SpendLineWhere, SpendLineOrderField> = {
  name: "spendLines",
  id: "l.id",
  columns: `l.id::text as "id", l.force_id::text as "forceId", l.posted_on::text as "postedOn", l.voucher,
    l.invoice_number as "invoiceNumber", l.line_number as "lineNumber", l.kind, l.supplier_text as "supplierText",
    l.supplier_redacted as "supplierRedacted", l.supplier_id::text as "supplierId", l.category_text as "categoryText",
    l.category_id::text as "categoryId", l.general_ledger_code as "generalLedgerCode", l.cost_centre as "costCentre",
    l.purchase_order as "purchaseOrder", l.contract_reference as "contractReference", l.description,
    l.net_amount::text as "netAmount", l.vat_amount::text as "vatAmount", l.influenceable,
    l.excluded_by_rule_id::text as "ruleId", l.contract_id::text as "contractId", l.match_method as "matchMethod",
    l.match_confidence::text as "matchConfidence", l.suggested_contract_id::text as "suggestedContractId",
    l.suggestion_confidence::text as "suggestionConfidence", l.credits_line_id::text as "creditsLineId",
    l.load_id::text as "loadId", l.source_sheet as "sourceSheet", l.source_row as "sourceRow"`,
  from: "spend_lines l",
  always: "true",
  fields: () => ({
    force: idIs("force", "l.force_id"),
    postedOn: dateIs("l.posted_on"),
    periods: (periods, parameters) => {
      const days = periods.flatMap((period) => {
        const quarter = parseQuarter(period);
        return quarter ? [quarterDays(quarter)] : [];
      });
      const within = days.map(
        ({ first, last }) => `l.posted_on between ${parameters.add(first, "date")} and ${parameters.add(last, "date")}`,
      );
      return within.length === 0 ? "false" : within.join(" or ");
    },
    supplier: idIs("supplier", "l.supplier_id"),
    supplierText: textIs("l.supplier_text"),
    category: idIs("category", "l.category_id"),
    contract: idIs("contract", "l.contract_id"),
    matched: (isMatched) => `l.contract_id is ${isMatched ? "not " : ""}null`,
    suggested: (isSuggested) => `l.suggested_contract_id is ${isSuggested ? "not " : ""}null`,
    influenceable: (isInfluenceable, parameters) => `l.influenceable = ${parameters.add(isInfluenceable, "boolean")}`,
    kind: enumIs("l.kind", "spend_line_kind"),
    netAmount: decimalIs("l.net_amount"),
    purchaseOrder: textIs("l.purchase_order"),
    voucher: textIs("l.voucher"),
  }),
  orders: {
    POSTED_ON: { expression: "l.posted_on", type: "date", neverNull: true },
    NET_AMOUNT: { expression: "l.net_amount", type: "numeric", neverNull: true },
  },
  usualOrder: "POSTED_ON",
};

export const spendLineById = oneEach<SpendLine>(
  (database, ids) =>
    database.rows(`select ${spendLineList.columns} from spend_lines l where l.id = any($1::bigint[])`, [ids]),
  (line) => line.id,
);

export const spendLoadById = oneEach<SpendLoad>(
  (database, ids) =>
    database.rows(
      `select id::text as id, file_name as "fileName", loaded_at::text as "loadedAt", rows_read as read,
         rows_loaded as loaded, rows_duplicate as duplicates, rows_refused as refused, net_loaded::text as "netLoaded",
         force_id::text as "forceId", person_id::text as "personId"
       from spend_loads where id = any($1::bigint[])`,
      [ids],
    ),
  (load) => load.id,
);

const ruleColumns = `id::text as id, kind, subject, pattern, reason, valid_from::text as "validFrom",
  valid_to::text as "validTo", force_id::text as "forceId"`;

export const ruleById = oneEach<InfluenceableRule>(
  (database, ids) =>
    database.rows(`select ${ruleColumns} from spend_exclusion_rules where id = any($1::bigint[])`, [ids]),
  (rule) => rule.id,
);

export const rules = (database: Database): Promise<InfluenceableRule[]> =>
  database.rows(`select ${ruleColumns} from spend_exclusion_rules order by kind, subject, pattern, id`);

/** Which unmatched spend is wanted: of all forces where they are null, of the four latest quarters where those are. */
export interface UnmatchedWanted {
  readonly forces: readonly string[] | null;
  readonly quarters: readonly { readonly year: number; readonly quarter: number }[] | null;
}

/**
 * Spend outside contracts by force, quarter and reason. The reasons but EXEMPT add up to influenceable spend less spend
 * on a contract live on the day.
 */
export const unmatchedSpend = (database: Database, { forces, quarters }: UnmatchedWanted): Promise<UnmatchedSpend[]> =>
  database.rows<UnmatchedSpend>(unmatched, [forces, quarters === null ? null : JSON.stringify(quarters)]);

const unmatched = `
  with wanted_forces as materialized (select id from forces where $1::text[] is null or code = any($1::text[])),
  latest as materialized (
    select financial_year(max(d.day)) * 4 + financial_quarter(max(d.day)) - 1 as number
    from wanted_forces f
    cross join lateral (select l.posted_on as day from spend_lines l where l.force_id = f.id order by l.posted_on desc limit 1) d
    where $2::jsonb is null),
  quarters as materialized (
    select quarter_start(year, quarter) as first_day, quarter_end(year, quarter) as last_day
    from (
      select year, quarter from jsonb_to_recordset($2::jsonb) as q(year integer, quarter integer)
      union
      select n / 4, n % 4 + 1 from latest, generate_series(number - 3, number) n) q),
  bounds as materialized (select min(first_day) as first_day, max(last_day) as last_day from quarters),
  days as materialized (
    select l.force_id, l.supplier_id, l.posted_on, l.influenceable, l.contract_id,
      l.suggested_contract_id is not null as suggested, sum(l.net_amount) as net, count(*) as lines
    from spend_lines l
    where l.force_id in (select id from wanted_forces)
      and l.posted_on between (select first_day from bounds) and (select last_day from bounds)
      and exists (select from quarters q where l.posted_on between q.first_day and q.last_day)
    group by 1, 2, 3, 4, 5, 6),
  outside as materialized (
    select d.*, financial_year(d.posted_on) as year, financial_quarter(d.posted_on) as quarter
    from days d left join contracts c on c.id = d.contract_id
    where not (d.influenceable and d.contract_id is not null and coalesce(contract_live_on(c, d.posted_on), false))),
  -- Orders are not judged one by one: splitting one does not bring it below the threshold.
  yearly as materialized (
    select l.force_id, l.supplier_id, financial_year(l.posted_on) as year, sum(l.net_amount) as net
    from spend_lines l
    where l.influenceable and l.supplier_id is not null and l.force_id in (select force_id from outside)
      and l.posted_on between (select quarter_start(min(year), 1) from outside) and (select quarter_end(max(year), 4) from outside)
    group by 1, 2, 3),
  thresholds as materialized (
    select o.force_id, o.year, o.quarter, t.amount
    from (select distinct force_id, year, quarter from outside) o
    left join lateral (
      select t.amount from spend_thresholds t
      where (t.force_id = o.force_id or t.force_id is null) and t.valid_from <= quarter_end(o.year, o.quarter)
        and (t.valid_to is null or t.valid_to >= quarter_end(o.year, o.quarter))
      order by t.force_id nulls last limit 1) t on true),
  ended as materialized (
    select s.supplier_id, min(least(c.current_ends_on, c.terminated_on, c.superseded_on)) as first_end
    from (${contractSuppliers}) s join contracts c on c.id = s.contract_id group by s.supplier_id)
  select o.force_id::text as "forceId", quarter_name(o.year, o.quarter) as period,
    case
      when not o.influenceable then 'EXEMPT'
      when o.contract_id is not null then 'CONTRACT_EXPIRED'
      when o.suggested then 'SUGGESTION_WAITING'
      when e.first_end < o.posted_on then 'CONTRACT_EXPIRED'
      when y.net < t.amount then 'BELOW_THRESHOLD'
      else 'NO_CONTRACT' end as reason,
    sum(o.net)::numeric(18,2)::text as amount, sum(o.lines)::integer as "lineCount"
  from outside o
  join forces f on f.id = o.force_id
  left join thresholds t on t.force_id = o.force_id and t.year = o.year and t.quarter = o.quarter
  left join yearly y on y.force_id = o.force_id and y.supplier_id = o.supplier_id and y.year = o.year
  left join ended e on e.supplier_id = o.supplier_id
  group by f.code, o.force_id, o.year, o.quarter, reason
  order by f.code, o.year, o.quarter, reason`;
