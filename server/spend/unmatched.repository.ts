import { contractSuppliers } from "../contracts/contractSuppliers.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Batch, grouped } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { membersOfFigures, type OwnedQuarter } from "../kpis/index.js";
import { spendLineList } from "./spend.repository.js";
import {
  type SpendLineOrderField,
  type SpendLineWhere,
  type UnmatchedReason,
  type UnmatchedSpend,
} from "./spend.types.js";

/**
 * Tables for `with` about spend outside contracts. `wanted` is SQL of (key, force_id, year, quarter): whose spend, and what
 * each piece of it belongs to.
 */
const tables = (wanted: string): string => `
  wanted as materialized (${wanted}),
  spans as materialized (
    select key, force_id, year, quarter, quarter_start(year, quarter) as first_day, quarter_end(year, quarter) as last_day
    from wanted),
  -- Orders are not judged one by one: splitting one does not bring it below the threshold.
  yearly as materialized (
    select w.force_id, l.supplier_id, w.year, sum(l.net_amount) as net
    from (select distinct force_id, year from wanted) w
    join spend_lines l on l.force_id = w.force_id
      and l.posted_on between quarter_start(w.year, 1) and quarter_end(w.year, 4)
    where l.influenceable and l.supplier_id is not null
    group by w.force_id, l.supplier_id, w.year),
  thresholds as materialized (
    select w.force_id, w.year, w.quarter,
      spend_threshold_on(w.force_id, 'CONTRACT_NEEDED', quarter_end(w.year, w.quarter)) as amount
    from (select distinct force_id, year, quarter from wanted) w),
  ended as materialized (
    select s.supplier_id, min(least(c.current_ends_on, c.terminated_on, c.superseded_on, nullif(s.until, 'infinity') - 1)) as first_end
    from (${contractSuppliers}) s
    -- That there was a confidential one is not told by the reason, to anybody.
    join contracts c on c.id = s.contract_id and not c.confidential
    group by s.supplier_id)`;

/** What tells why line (or lines) `d` of span `s` lie outside contracts. */
const judging = `
  left join contracts c on c.id = d.contract_id
  left join thresholds t on t.force_id = s.force_id and t.year = s.year and t.quarter = s.quarter
  left join yearly y on y.force_id = s.force_id and y.supplier_id = d.supplier_id and y.year = s.year
  left join ended e on e.supplier_id = d.supplier_id`;
const isOutside = `not (d.influenceable and d.contract_id is not null and coalesce(contract_live_on(c, d.posted_on), false))`;
const reason = `case
    when not d.influenceable then 'EXEMPT'
    when d.contract_id is not null then 'CONTRACT_EXPIRED'
    when d.suggested_contract_id is not null then 'SUGGESTION_WAITING'
    when e.first_end < d.posted_on then 'CONTRACT_EXPIRED'
    when y.net < t.amount then 'BELOW_THRESHOLD'
    else 'NO_CONTRACT' end`;

/** `by` are columns of span `s` that the sums are told apart by. */
const sums = (wanted: string, by: string): string => `
  with ${tables(wanted)}
  select ${by}, ${reason} as reason, sum(d.net)::numeric(18,2)::text as amount, sum(d.lines)::integer as "lineCount"
  from spans s
  cross join lateral (
    select l.supplier_id, l.posted_on, l.influenceable, l.contract_id, min(l.suggested_contract_id) as suggested_contract_id,
      sum(l.net_amount) as net, count(*) as lines
    from spend_lines l
    where l.force_id = s.force_id and l.posted_on between s.first_day and s.last_day
    group by l.supplier_id, l.posted_on, l.influenceable, l.contract_id, l.suggested_contract_id is not null) d
  ${judging}
  where ${isOutside}
  group by`;

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

const askedFor = `
    with named as materialized (select id, code from forces where $1::text[] is null or code = any($1::text[])),
    latest as materialized (
      select financial_year(max(d.day)) * 4 + financial_quarter(max(d.day)) - 1 as number
      from named f
      cross join lateral (
        select l.posted_on as day from spend_lines l where l.force_id = f.id order by l.posted_on desc limit 1) d
      where $2::jsonb is null)
    select null::text as key, f.id as force_id, q.year, q.quarter
    from named f cross join (
      select year, quarter from jsonb_to_recordset($2::jsonb) as q(year integer, quarter integer)
      union
      select n / 4, n % 4 + 1 from latest, generate_series(number - 3, number) n) q`;

const unmatched = `${sums(
  askedFor,
  `s.force_id::text as "forceId", quarter_name(s.year, s.quarter) as period,
    (select f.code from forces f where f.id = s.force_id) as code`,
)} s.force_id, s.year, s.quarter, reason
  order by code, s.year, s.quarter, reason`;

/** What is outside contracts for one reason in a figure. */
export interface UnmatchedOfFigure {
  readonly figure: string;
  readonly reason: UnmatchedReason;
  readonly amount: string;
  readonly lineCount: number;
  /** The forces and quarters that the figure is made of. */
  readonly scope: readonly OwnedQuarter[];
}

/** Spend outside contracts by reason, largest first, behind figures by the keys of `figureKey`. */
export const unmatchedOfFigures: Batch<readonly UnmatchedOfFigure[]> = {
  missing: [],
  // A line is on contract whether or not the caller may see the contract.
  read: (asCaller, figures) =>
    asCaller.during(SYSTEM, async (database) => {
      const members = await membersOfFigures(database, figures);
      const wanted = [...members].flatMap(([key, quarters]) => quarters.map((quarter) => ({ key, ...quarter })));
      const rows = await database.rows<Omit<UnmatchedOfFigure, "scope">>(
        `${sums(
          `select key, "forceId" as force_id, year, quarter from jsonb_to_recordset($1::jsonb)
           as w(key text, "forceId" bigint, year integer, quarter integer)`,
          "s.key as figure",
        )} s.key, reason order by s.key, sum(d.net) desc, reason`,
        [JSON.stringify(wanted)],
      );
      return grouped(
        rows.map((row) => ({ ...row, scope: members.get(row.figure) ?? [] })),
        ({ figure }) => figure,
      );
    }),
};

/** The lines outside contracts for one reason. All that is put into the text are numbers that the database gave. */
export function unmatchedLineList(
  scope: readonly OwnedQuarter[],
  why: UnmatchedReason,
): List<SpendLineWhere, SpendLineOrderField> {
  const rows = scope.map(({ forceId, year, quarter }) => `(null, ${forceId}, ${year}, ${quarter})`).join(", ");
  const wanted = `select * from (values ${rows}) w(key, force_id, year, quarter)`;
  return {
    ...spendLineList,
    name: `unmatchedLines ${why} ${rows}`,
    from: `(
      with ${tables(wanted)}
      select d.id, d.posted_on
      from spans s join spend_lines d on d.force_id = s.force_id and d.posted_on between s.first_day and s.last_day
      ${judging}
      where ${isOutside} and ${reason} = '${why}') u
    join spend_lines l on l.id = u.id and l.posted_on = u.posted_on`,
  };
}
