import { type Database } from "../database/database.js";
import { listText } from "../database/listText.js";
import { SYSTEM } from "../database/session.js";
import { type Columns, selectList } from "../graph/columns.js";
import { oneEach } from "../graph/loaders.js";
import { type CalendarDate } from "../shared/calendar.js";
import { quarterName, quarterOf, type Quarter } from "../shared/period.js";
import { familyOf, kpiFamilies } from "./families/index.js";
import { kpiDefinitions } from "./kpi.definitions.js";
import { readFigures, shownSql, writeFigures } from "./kpi.figures.js";
import { type KpiFamily } from "./kpi.family.js";
import { type DataState, type KpiDefinition, type KpiGrain, type KpiMeasure } from "./kpi.js";
import { familiesBelow, fingerprintOf, moveSums, type SumsScope, writeSums } from "./kpi.sums.js";
import { forgetVersions, type Renewal, renewals, touchedBy } from "./kpi.touched.js";

/**
 * Makes the stored definitions the ones in kpi.definitions.ts; earlier versions stay for the figures made with them. Figures
 * and sums that are kept, but were worked out with other SQL or not at all, are worked out anew.
 */
export async function syncDefinitions(database: Database): Promise<void> {
  const wanted = JSON.stringify(
    kpiDefinitions.map((definition) => {
      const { family, kpi } = familyOf(definition.code);
      return { ...definition, ...shownSql(family, kpi) };
    }),
  );
  await database.during(SYSTEM, async (transaction) => {
    await transaction.rows(
      `update kpi_definitions d set is_current = false
       where is_current and not exists (
         select from jsonb_to_recordset($1::jsonb) as w(code text, version integer)
         where w.code = d.code and w.version = d.version)`,
      [wanted],
    );
    await transaction.rows(
      `insert into kpi_definitions (code, version, name, meaning, numerator_meaning, denominator_meaning, unit, direction,
         decimals, position, grain, numerator_sql, denominator_sql, rows_sql, is_current)
       select code, version, name, meaning, "numeratorMeaning", "denominatorMeaning", unit, direction, decimals, position,
         grain, "numeratorSql", "denominatorSql", "rowsSql", true
       from jsonb_to_recordset($1::jsonb) as w(code text, version integer, name text, meaning text, "numeratorMeaning" text,
         "denominatorMeaning" text, unit kpi_unit, direction kpi_direction, decimals smallint, position smallint,
         grain kpi_grain, "numeratorSql" text, "denominatorSql" text, "rowsSql" text)
       on conflict (code, version) do update
       set name = excluded.name, meaning = excluded.meaning, numerator_meaning = excluded.numerator_meaning,
         denominator_meaning = excluded.denominator_meaning, unit = excluded.unit, direction = excluded.direction,
         decimals = excluded.decimals, position = excluded.position, grain = excluded.grain,
         numerator_sql = excluded.numerator_sql, denominator_sql = excluded.denominator_sql, rows_sql = excluded.rows_sql,
         is_current = true`,
      [wanted],
    );
    const kept = kpiFamilies.filter(({ supplier }) => supplier?.kept);
    const outdated = await transaction.rows<{ name: string }>(
      `select w.name from jsonb_to_recordset($1::jsonb) as w(name text, fingerprint text)
       where exists (select from kpi_figures) and not exists (
         select from kpi_sum_families f where f.family = w.name and f.fingerprint = w.fingerprint)`,
      [JSON.stringify(kept.map((family) => ({ name: family.name, fingerprint: fingerprintOf(family) })))],
    );
    if (outdated.length === 0) return;
    await refreshFigures(transaction, {
      kpis: kept.filter(({ name }) => outdated.some((each) => each.name === name)).flatMap(({ kpis }) => codesOf(kpis)),
    });
  });
}

const codesOf = (kpis: KpiFamily["kpis"]): readonly string[] => kpis.map(({ code }) => code);

/** The current definitions, in the order of lists. */
export function definitions(database: Database): Promise<KpiDefinition[]> {
  return database.rows<KpiDefinition>(
    `select ${definitionColumns} from kpi_definitions d where d.is_current order by d.position, d.code`,
  );
}

/** The fields of a `KpiDefinition`, from kpi_definitions `d`. */
export const definitionFields: Columns = {
  code: "d.code",
  version: "d.version",
  name: "d.name",
  meaning: "d.meaning",
  numeratorMeaning: "d.numerator_meaning",
  denominatorMeaning: "d.denominator_meaning",
  unit: "d.unit",
  direction: "d.direction",
  grain: "d.grain",
  decimals: "d.decimals",
  position: "d.position",
  numeratorSql: "d.numerator_sql",
  denominatorSql: "d.denominator_sql",
  rowsSql: "d.rows_sql",
};
export const definitionColumns = selectList(definitionFields);

/** SQL for a figure as it is given out: pounds with pence, percentages with four decimals, counts with those they have. */
export const shownValue = (unit: string, value: string): string =>
  `case ${unit} when 'GBP' then round(${value}, 2) when 'COUNT' then trim_scale(${value}) else ${value} end`;

/** Definitions of any version, by "CODE version". */
export const definitionByKey = oneEach<KpiDefinition & { readonly key: string }>(
  (database, keys) =>
    database.rows(
      `select d.code || ' ' || d.version as key, ${definitionColumns} from kpi_definitions d
       where d.code || ' ' || d.version = any($1::text[])`,
      [keys],
    ),
  ({ key }) => key,
);

/** Every code that may stand in a request for a figure, for suggesting the nearest one. */
export async function codes(
  database: Database,
): Promise<{ readonly kpis: readonly string[]; readonly organisations: readonly string[] }> {
  const row = await database.row<{ kpis: string[]; organisations: string[] }>(
    `select array(select code from kpi_definitions where is_current order by position, code) as kpis,
       array(select code from forces union all select code from collaborations order by code) as organisations`,
  );
  return row ?? { kpis: [], organisations: [] };
}

export interface RefreshScope {
  /** The quarters to work out; without it every quarter that has spend lines, savings, targets, claims or social value, and those between. */
  readonly quarters?: readonly Quarter[];
  /** The KPIs to work out; without it all of them. `CONTRACT_KPIS`, `SAVING_KPIS` and `SPEND_KPIS` name the usual sets. */
  readonly kpis?: readonly string[];
}

const allKpis = kpiDefinitions.map(({ code }) => code);

/**
 * Works out the figures of every force and collaboration from the rows, and keeps what changed. A quarter that is named
 * takes the later ones of its year with it, whose year to date it is part of.
 *
 * Run it last in the transaction that changed the rows. It lets one refresh run at a time until that transaction ends:
 * two at once would each miss the other's changes.
 */
export const refreshFigures = (database: Database, scope: RefreshScope = {}): Promise<void> =>
  // Totals are over all rows, also those that whoever changed one may not see.
  database.during(SYSTEM, (system) => refresh(system, scope));

async function refresh(database: Database, scope: RefreshScope): Promise<void> {
  await database.rows("select pg_advisory_xact_lock(hashtext('kpi_figures'))");
  // The audit trail says how fresh data is.
  await database.finish();
  // Compiling such long statements takes longer than running them.
  await database.rows("select set_config('jit', 'off', true)");
  const known = await database.rows<Quarter>(quartersWithData);
  // A row outside the quarters there are figures for brings new quarters, or takes some away: for every KPI.
  const isKnown = await hasFiguresFor(database, known);
  const { kpis: wanted = allKpis, quarters } = isKnown ? scope : {};
  const families = withThoseBelow(wantedOf(wanted));
  const isOfSums = families.some(({ family }) => family.supplier?.kept);
  const touched = isKnown && isOfSums ? await touchedBy(database) : null;
  const renewalOf = renewals(database, touched, quarters === undefined);
  const contractColumns = touched && touched.contracts.size > 0 ? await columnsOfContracts(database) : "";
  for (const { family, kpis } of families) {
    const asked = JSON.stringify(quarters === undefined ? known : withLater(quarters, known, family.grain));
    if (!family.supplier?.kept) {
      await database.rows(writeFigures(family, kpis, "ROWS"), [asked, quarters === undefined]);
      continue;
    }
    const rebuilt = await keepSums(
      database,
      family,
      { asked, everything: quarters === undefined, renewal: await renewalOf(family), contractColumns },
      known,
    );
    if (kpis.length === 0 && !rebuilt) continue;
    await database.rows(writeFigures(family, rebuilt ? family.kpis : kpis, "SUMS"), [
      rebuilt ? JSON.stringify(known) : asked,
      rebuilt || quarters === undefined,
    ]);
  }
  if (isOfSums && (!isKnown || (touched !== null && touched.contracts.size > 0))) await forgetVersions(database);
}

/** The families in their order, with those of whose sums they are made: nothing of which may be wanted but the sums. */
function withThoseBelow(wanted: readonly WantedFamily[]): readonly WantedFamily[] {
  const below = new Set(wanted.flatMap(({ family }) => familiesBelow(family)));
  const idle = kpiFamilies.filter((family) => below.has(family) && !wanted.some((each) => each.family === family));
  const all = [...idle.map((family) => ({ family, kpis: [] })), ...wanted];
  return all.sort((one, other) => kpiFamilies.indexOf(one.family) - kpiFamilies.indexOf(other.family));
}

/** Contracts of one statement, which may not take longer than any other: each brings the lines that are matched to it. */
const MOST_MOVED = 5_000;

/** What a refresh works out of a family's kept sums. */
interface SumsWanted {
  /** The quarters, as JSON. */
  readonly asked: string;
  readonly everything: boolean;
  readonly renewal: Renewal | null;
  /** For `moveSums`; empty where no contract moves them. */
  readonly contractColumns: string;
}

/** Brings the kept sums of a family up to date. Whether they were all made anew, since there were none of this version. */
async function keepSums(
  database: Database,
  family: KpiFamily,
  { asked, everything, renewal, contractColumns }: SumsWanted,
  known: readonly Quarter[],
): Promise<boolean> {
  const mark = [family.name, fingerprintOf(family)];
  const isOfThisVersion =
    (await database.row("select from kpi_sum_families where family = $1 and fingerprint = $2", mark)) !== null;
  if (isOfThisVersion && renewal !== null) {
    const { suppliers, contracts } = renewal;
    const scope: SumsScope = suppliers.includes("0") ? "SOME_AND_NONE" : "SOME";
    if (suppliers.length > 0) await database.rows(writeSums(family, scope), [asked, suppliers]);
    for (let from = 0; from < contracts.length; from += MOST_MOVED) {
      const some = contracts.slice(from, from + MOST_MOVED);
      await database.rows(moveSums(family, contractColumns), [
        asked,
        suppliers,
        listText(some.map(([id]) => id)),
        listText(some.map(([, version]) => version)),
      ]);
    }
    return false;
  }
  await database.rows(writeSums(family, "ALL"), isOfThisVersion ? [asked, everything] : [JSON.stringify(known), true]);
  if (isOfThisVersion) return false;
  await database.rows(
    `insert into kpi_sum_families (family, fingerprint) values ($1, $2)
     on conflict (family) do update set fingerprint = excluded.fingerprint`,
    mark,
  );
  return true;
}

/** Every column of the table of contracts, as its history has them too. */
async function columnsOfContracts(database: Database): Promise<string> {
  const row = await database.row<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns
     from pg_attribute where attrelid = 'contracts'::regclass and attnum > 0 and not attisdropped`,
  );
  return row?.columns ?? "";
}

/** Whether the figures are of these quarters and no others. */
async function hasFiguresFor(database: Database, known: readonly Quarter[]): Promise<boolean> {
  const stored = await database.rows<Quarter>(
    "select distinct financial_year as year, quarter from kpi_figures order by 1, 2",
  );
  const nameOf = (quarter: Quarter): string => quarterName(quarter);
  return stored.map(nameOf).join() === known.map(nameOf).join();
}

/** One figure as it is worked out; `owner` is the code of the force or collaboration. */
export interface WorkedOutFigure {
  readonly kpi: string;
  readonly owner: string;
  readonly year: number;
  readonly quarter: Quarter["quarter"];
  readonly measure: KpiMeasure;
  readonly dataState: DataState;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly value: string | null;
}

/** Every figure worked out from the rows from scratch, without looking at the stored ones or changing them. */
export async function figuresFromRows(
  database: Database,
  scope: RefreshScope & { readonly asAt?: CalendarDate } = {},
): Promise<WorkedOutFigure[]> {
  const { asAt } = scope;
  const quarters =
    asAt !== undefined
      ? [{ ...quarterOf(asAt), lastDay: asAt }]
      : (scope.quarters ?? (await database.rows<Quarter>(quartersWithData)));
  const found: WorkedOutFigure[] = [];
  for (const { family, kpis } of wantedOf(scope.kpis ?? allKpis)) {
    found.push(
      ...(await database.rows<WorkedOutFigure>(
        `select g.kpi_code as kpi, coalesce(f.code, c.code) as owner, g.financial_year as year, g.quarter, g.measure,
           g.data_state as "dataState", trim_scale(g.numerator) as numerator, trim_scale(g.denominator) as denominator, g.value
         from (${readFigures(family, kpis)}) g
         left join forces f on f.id = g.force_id left join collaborations c on c.id = g.collaboration_id
         order by 1, 2, 3, 4, 5`,
        [JSON.stringify(quarters)],
      )),
    );
  }
  return found;
}

interface WantedFamily {
  readonly family: KpiFamily;
  readonly kpis: KpiFamily["kpis"];
}

const wantedOf = (codes: readonly string[]): WantedFamily[] =>
  kpiFamilies
    .map((family) => ({ family, kpis: family.kpis.filter(({ code }) => codes.includes(code)) }))
    .filter(({ kpis }) => kpis.length > 0);

/**
 * The quarters that are asked for, with those whose figures rest on them: the later ones of their years and, of positions,
 * all later ones.
 */
function withLater(quarters: readonly Quarter[], known: readonly Quarter[], grain: KpiGrain): readonly Quarter[] {
  const isTouched = (one: Quarter): boolean =>
    quarters.some(
      ({ year, quarter }) => (year === one.year && quarter <= one.quarter) || (grain === "POSITION" && year < one.year),
    );
  const later = known.filter(isTouched);
  const isLater = (one: Quarter): boolean => later.some((each) => quarterName(each) === quarterName(one));
  return [...later, ...quarters.filter((one) => !isLater(one))];
}

const quartersWithData = `
  with days as (
    select min(posted_on) as first_day, max(posted_on) as last_day from spend_lines
    union all
    -- The two ends of an index; a minimum of what is worked out would read every phase.
    (select quarter_start(a.financial_year, a.quarter), quarter_start(z.financial_year, z.quarter)
     from (select financial_year, quarter from saving_phases order by financial_year, quarter limit 1) a,
       (select financial_year, quarter from saving_phases order by financial_year desc, quarter desc limit 1) z)
    union all
    select min(quarter_start(financial_year, quarter)), max(quarter_start(financial_year, quarter)) from kpi_targets
    union all
    select min(raised_on), max(greatest(raised_on, agreed_on, received_on)) from supplier_claims
    union all
    select min(due_on), max(due_on) from social_value_commitments
    union all
    select min(delivered_on), max(delivered_on) from social_value_deliveries),
  numbers as (
    select min(financial_year(first_day) * 4 + financial_quarter(first_day) - 1) as first_number,
      max(financial_year(last_day) * 4 + financial_quarter(last_day) - 1) as last_number
    from days)
  select n / 4 as year, n % 4 + 1 as quarter from numbers, generate_series(first_number, last_number) n
  order by n`;
