import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Money } from "../shared/money.js";
import { type Quarter } from "../shared/period.js";
import { type MethodFacts } from "./saving.methods.js";
import { type SavingClass } from "./saving.js";

/** Whose part of savings is asked for. */
export interface Owner {
  readonly kind: "FORCE" | "COLLABORATION" | "ALL";
  readonly id: string | null;
}

/** Quarters of one period, and whose savings. */
export interface ReportScope {
  readonly quarters: readonly Quarter[];
  /** The period's last day: forces are those that stand then. */
  readonly lastDay: CalendarDate;
  readonly owner: Owner;
  readonly excludeAlsoClaimed: boolean;
  /** Only savings of these classes; null for all. */
  readonly savingClasses: readonly SavingClass[] | null;
}

export type StageGroup = "PIPELINE" | "SECURED" | "VALIDATED" | "REALISED";

/** SQL of the group that a stage belongs to; savings that were rejected or have lapsed belong to none and must be left out. */
export const stageGroupSql = (stage: string): string =>
  `case when ${stage} in ('IDEA', 'PIPELINE') then 'PIPELINE' when ${stage} = 'SECURED' then 'SECURED'
    when ${stage} in ('VALIDATED', 'DELIVERING') then 'VALIDATED' else 'REALISED' end`;

export interface SummaryRow {
  readonly stageGroup: StageGroup;
  readonly savingClass: SavingClass;
  /** Null where the part belongs to no force, or forces are not told apart. */
  readonly forceId: string | null;
  readonly savings: number;
  readonly inPeriod: Money;
  readonly life: Money;
  readonly fullYearEffect: Money;
  readonly carryOver: Money;
}

/** The force or collaboration with this code; null if there is none. No code: everybody. */
export async function ownerCalled(database: Database, code: string | null): Promise<Owner | null> {
  if (code === null) return { kind: "ALL", id: null };
  return database.row<Owner>(
    `select 'FORCE' as kind, id::text as id from forces where code = upper($1)
     union all select 'COLLABORATION', id::text from collaborations where code = upper($1)`,
    [code.trim()],
  );
}

/**
 * Every part of every phase with whom it belongs to: the forces' amounts, and for phases that are not shared out the whole
 * with no force. $1 kind of owner, $2 its id, $3 whether savings that others claim too are left out, $4 the quarters, $5 the
 * classes (null: all), $6 the period's last day.
 *
 * A collaboration's are those of the forces that are members on the quarter's last day. What is booked on a force that has
 * ended counts for whoever stands for it, as in KPI figures.
 */
const parts = `
  days as materialized (
    select financial_year, quarter, quarter_end(financial_year, quarter) as day
    from (select distinct financial_year, quarter from saving_phases) p),
  stands as materialized (select id as force_id, force_at(id, $6::date) as now_id from forces),
  collaborators as materialized (
    select distinct d.financial_year, d.quarter, f.id as force_id
    from collaboration_members m
    join days d on m.valid_from <= d.day and (m.valid_to is null or m.valid_to >= d.day)
    join forces f on force_at(f.id, d.day) = force_at(m.force_id, d.day)
    where $1::text = 'COLLABORATION' and m.collaboration_id = $2::bigint),
  parts as (
    select s.id, s.saving_class, s.method, s.defers_cost, s.also_claimed_by, s.stage, p.financial_year, p.quarter, n.now_id as force_id,
      coalesce(a.amount, p.amount) as amount
    from savings s
    join saving_phases p on p.saving_id = s.id
    left join saving_force_amounts a on a.saving_id = p.saving_id and a.financial_year = p.financial_year and a.quarter = p.quarter
    left join stands n on n.force_id = a.force_id
    where s.deleted_at is null and s.stage not in ('REJECTED', 'LAPSED')
      and not ($3::boolean and s.also_claimed_by is not null)
      and ($5::saving_class[] is null or s.saving_class = any($5::saving_class[]))
      and case $1::text
        when 'ALL' then true
        when 'FORCE' then n.now_id = $2::bigint
        else (p.financial_year, p.quarter, a.force_id) in (select financial_year, quarter, force_id from collaborators) end),
  quarters as (
    select year as financial_year, quarter from jsonb_to_recordset($4::jsonb) as q(year integer, quarter smallint))`;

const parametersFor = ({ owner, excludeAlsoClaimed, quarters, savingClasses, lastDay }: ReportScope): unknown[] => [
  owner.kind,
  owner.id,
  excludeAlsoClaimed,
  JSON.stringify(quarters),
  savingClasses,
  lastDay,
];

/** Who stands for each force on a day, by id. */
export async function standingOn(database: Database, day: CalendarDate): Promise<ReadonlyMap<string, string>> {
  const forces = await database.rows<{ id: string; nowId: string }>(
    `select id::text as id, force_at(id, $1::date)::text as "nowId" from forces`,
    [day],
  );
  return new Map(forces.map(({ id, nowId }) => [id, nowId]));
}

/** The savings that the caller may not see. */
export async function hiddenSavings(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ id: string }>("select hidden_items('SAVING')::text as id");
  return new Set(rows.map(({ id }) => id));
}

/**
 * What savings that count come to in the period, by everything that a reporting method looks at. `hidden` are in the amounts
 * and not in the numbers of savings.
 */
export function amountsToJudge(
  database: Database,
  scope: ReportScope,
  stages: readonly string[],
  hidden: ReadonlySet<string>,
): Promise<(MethodFacts & { readonly amount: Money; readonly savings: number })[]> {
  return database.rows(
    `with ${parts}
     select saving_class as "savingClass", method, defers_cost as "defersCost", also_claimed_by is not null as "isAlsoClaimed",
       sum(amount)::text as amount, count(distinct id) filter (where id <> all($8::bigint[]))::integer as savings
     from parts join quarters using (financial_year, quarter)
     where stage = any($7::saving_stage[])
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [...parametersFor(scope), stages, [...hidden]],
  );
}

/** A part of a saving, for adding up. */
export interface SavingPart {
  readonly id: string;
  readonly stageGroup: StageGroup;
  readonly savingClass: SavingClass;
  readonly forceId: string | null;
  readonly inPeriod: Money;
  readonly life: Money;
}

/** The parts of savings that have something in the period, one for each saving and force. */
export function savingParts(database: Database, scope: ReportScope): Promise<SavingPart[]> {
  return database.rows(
    `with ${parts}
     select id::text as id, force_id::text as "forceId", saving_class as "savingClass",
       ${stageGroupSql("stage")} as "stageGroup",
       coalesce(sum(amount) filter (where q.quarter is not null), 0)::text as "inPeriod", sum(amount)::text as life
     from parts left join quarters q using (financial_year, quarter)
     group by id, force_id, saving_class, stage
     having bool_or(q.quarter is not null)
     order by id, force_id`,
    parametersFor(scope),
  );
}
