import { type Database } from "../database/database.js";
import { oneEach } from "../graph/loaders.js";
import { type Money } from "../shared/money.js";
import { type SavingFacts } from "./saving.gates.js";
import { type Phase } from "./saving.js";

/** A phase as it is kept, with what the forces' amounts of it come to: null where it is not shared out. */
export interface StoredPhase extends Phase {
  readonly allocated: Money | null;
}

/** A saving as it stands, with all its phases, whatever the method. */
export interface StoredSaving extends SavingFacts {
  readonly phases: readonly StoredPhase[];
}

/** The savings with these ids that are not deleted, with everything that rules ask for, by id. One statement. */
export async function savingFacts(database: Database, ids: readonly string[]): Promise<StoredSaving[]> {
  if (ids.length === 0) return [];
  const rows = await database.rows<Omit<StoredSaving, "manualPhases">>(facts, [ids]);
  return rows.map((row) => ({ ...row, manualPhases: row.phasingMethod === "MANUAL" ? row.phases : [] }));
}

/** The same for many rows of a graph. */
export const savingFactsById = oneEach<StoredSaving>(savingFacts, ({ id }) => id);

/** Holds a saving until the transaction ends, so that what is decided about it stays true. False if it is not there. */
export const lockSaving = async (database: Database, id: string): Promise<boolean> =>
  (await database.row("select from savings where id = $1::bigint and deleted_at is null for no key update", [id])) !==
  null;

const facts = `
  select s.id::text as id, s.reference, s.version, s.saving_class as "savingClass", s.stage, s.budget_code as "budgetCode",
    s.phasing_method as "phasingMethod", s.baseline_value::text as "baselineValue", s.new_value::text as "newValue",
    s.implementation_cost::text as "implementationCost", s.starts_on::text as "startsOn", s.ends_on::text as "endsOn",
    s.note, s.proposed_by_id::text as "proposedById", f.code as "leadForceCode",
    coalesce(h.shares, '[]') as shares, coalesce(p.phases, '[]') as phases,
    coalesce(e.kinds, '{}') as evidence, coalesce(o.sign_offs, '[]') as "signOffs"
  from savings s
  join forces f on f.id = s.lead_force_id
  left join lateral (
    select json_agg(json_build_object('forceId', force_id::text, 'sharePercent', share_percent::text,
      'validFrom', valid_from, 'validTo', valid_to) order by force_id, valid_from) as shares
    from saving_shares where saving_id = s.id) h on true
  left join lateral (
    select json_agg(json_build_object('year', p.financial_year, 'quarter', p.quarter, 'amount', p.amount::text,
      'allocated', a.amount::text) order by p.financial_year, p.quarter) as phases
    from saving_phases p
    left join lateral (
      select sum(a.amount) as amount from saving_force_amounts a
      where a.saving_id = p.saving_id and a.financial_year = p.financial_year and a.quarter = p.quarter) a on true
    where p.saving_id = s.id) p on true
  left join lateral (
    select array_agg(distinct kind::text) as kinds from saving_evidence where saving_id = s.id) e on true
  left join lateral (
    select json_agg(json_build_object('role', role, 'decision', decision, 'personId', person_id::text,
      'budgetCode', budget_code, 'comment', comment, 'signedOn', (signed_at at time zone 'Europe/London')::date,
      'isStanding', superseded_at is null) order by id) as sign_offs
    from saving_sign_offs where saving_id = s.id) o on true
  where s.id = any($1::bigint[]) and s.deleted_at is null
  order by s.id`;
