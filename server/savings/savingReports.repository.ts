import { type Database } from "../database/database.js";
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
  readonly owner: Owner;
  readonly excludeAlsoClaimed: boolean;
}

export type StageGroup = "PIPELINE" | "SECURED" | "VALIDATED" | "REALISED";

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
 * with no force. $1 kind of owner, $2 its id, $3 whether savings that others claim too are left out.
 *
 * A collaboration's are those of the forces that are members on the quarter's last day.
 */
const parts = `
  parts as (
    select s.id, s.saving_class, s.method, s.defers_cost, s.also_claimed_by, s.stage, p.financial_year, p.quarter, a.force_id,
      coalesce(a.amount, p.amount) as amount
    from savings s
    join saving_phases p on p.saving_id = s.id
    left join saving_force_amounts a on a.saving_id = p.saving_id and a.financial_year = p.financial_year and a.quarter = p.quarter
    where s.deleted_at is null and s.stage not in ('REJECTED', 'LAPSED')
      and not ($3::boolean and s.also_claimed_by is not null)
      and case $1::text
        when 'ALL' then true
        when 'FORCE' then a.force_id = $2::bigint
        else exists (
          select from collaboration_members m where m.collaboration_id = $2::bigint and m.force_id = a.force_id
            and m.valid_from <= quarter_end(p.financial_year, p.quarter)
            and (m.valid_to is null or m.valid_to >= quarter_end(p.financial_year, p.quarter))) end),
  quarters as (
    select year as financial_year, quarter from jsonb_to_recordset($4::jsonb) as q(year integer, quarter smallint))`;

const parametersFor = ({ owner, excludeAlsoClaimed, quarters }: ReportScope): unknown[] => [
  owner.kind,
  owner.id,
  excludeAlsoClaimed,
  JSON.stringify(quarters),
];

/** What savings that count come to in the period, by everything that a reporting method looks at. */
export function amountsToJudge(
  database: Database,
  scope: ReportScope,
  stages: readonly string[],
): Promise<(MethodFacts & { readonly amount: Money; readonly savings: number })[]> {
  return database.rows(
    `with ${parts}
     select saving_class as "savingClass", method, defers_cost as "defersCost", also_claimed_by is not null as "isAlsoClaimed",
       sum(amount)::text as amount, count(distinct id)::integer as savings
     from parts join quarters using (financial_year, quarter)
     where stage = any($5::saving_stage[])
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [...parametersFor(scope), stages],
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
       case when stage in ('IDEA', 'PIPELINE') then 'PIPELINE' when stage = 'SECURED' then 'SECURED'
         when stage in ('VALIDATED', 'DELIVERING') then 'VALIDATED' else 'REALISED' end as "stageGroup",
       coalesce(sum(amount) filter (where q.quarter is not null), 0)::text as "inPeriod", sum(amount)::text as life
     from parts left join quarters q using (financial_year, quarter)
     group by id, force_id, saving_class, stage
     having bool_or(q.quarter is not null)
     order by id, force_id`,
    parametersFor(scope),
  );
}
