import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Quarter } from "../shared/period.js";
import { type SavingShare, type SavingTerms } from "./saving.js";
import { forceAmountsOf, phasesOf, type Phase } from "./saving.phasing.js";

interface SavingRow extends SavingTerms {
  readonly id: string;
  readonly shares: SavingShare[];
  readonly manual: { readonly year: number; readonly quarter: Quarter["quarter"]; readonly amount: string }[];
}

/**
 * Works out the phases of savings and every force's part of them again, from their values, terms and shares.
 *
 * Shape:  writes `saving_phases` (left alone where the method is MANUAL) and `saving_force_amounts`; rows that stay the
 *         same are not written. A phase whose shares do not total 100.00 on its day has no force amounts.
 * Errors: none of its own; ids that do not exist are passed over.
 * Run it inside the transaction that changed the savings: it locks them until that ends, so that two changes to one saving
 * are worked out one after the other.
 */
export async function rephase(database: Database, savingIds: readonly string[]): Promise<void> {
  // In one order everywhere, so that two changes never wait for each other.
  const ids = [...new Set(savingIds)].sort((a, b) => Number(BigInt(a) - BigInt(b)));
  // What follows from a saving is worked out whoever changed it: those who sign it off may not write phases themselves.
  await database.during(SYSTEM, async (system) => {
    for (let from = 0; from < ids.length; from += SAVINGS_AT_ONCE) {
      await rephaseThese(system, ids.slice(from, from + SAVINGS_AT_ONCE));
    }
  });
}

/** Keeps the parameter of one statement to some megabytes, even for savings of many years and forces. */
const SAVINGS_AT_ONCE = 2_000;

async function rephaseThese(database: Database, ids: readonly string[]): Promise<void> {
  await database.rows("select from savings where id = any($1::bigint[]) order by id for no key update", [ids]);
  const savings = await database.rows<SavingRow>(termsAndShares, [ids]);
  const phases: object[] = [];
  const amounts: object[] = [];
  for (const saving of savings) {
    const own: Phase[] = phasesOf(saving, saving.manual);
    phases.push(...own.map((phase) => ({ saving: saving.id, ...phase })));
    amounts.push(...forceAmountsOf(saving, own, saving.shares).map((part) => ({ saving: saving.id, ...part })));
  }
  await database.rows(writePhases, [ids, JSON.stringify(phases)]);
  await database.rows(writeForceAmounts, [ids, JSON.stringify(amounts)]);
}

const termsAndShares = `
  select s.id, s.phasing_method as "phasingMethod", s.baseline_value as "baselineValue", s.new_value as "newValue",
    s.implementation_cost as "implementationCost", s.starts_on::text as "startsOn", s.ends_on::text as "endsOn",
    coalesce(h.shares, '[]') as shares, coalesce(p.phases, '[]') as manual
  from savings s
  left join lateral (
    select json_agg(json_build_object('forceId', force_id::text, 'sharePercent', share_percent::text,
      'validFrom', valid_from, 'validTo', valid_to) order by force_id, valid_from) as shares
    from saving_shares where saving_id = s.id) h on true
  left join lateral (
    select json_agg(json_build_object('year', financial_year, 'quarter', quarter, 'amount', amount::text)
      order by financial_year, quarter) as phases
    from saving_phases where saving_id = s.id and s.phasing_method = 'MANUAL') p on true
  where s.id = any($1::bigint[])
  order by s.id`;

const writePhases = `
  with wanted as (
    select saving, year, quarter, amount
    from jsonb_to_recordset($2::jsonb) as w(saving bigint, year integer, quarter smallint, amount numeric)),
  gone as (
    delete from saving_phases p
    where p.saving_id = any($1::bigint[])
      and not exists (select from wanted w where (w.saving, w.year, w.quarter) = (p.saving_id, p.financial_year, p.quarter)))
  insert into saving_phases (saving_id, financial_year, quarter, amount)
  select saving, year, quarter, amount from wanted
  on conflict (saving_id, financial_year, quarter) do update set amount = excluded.amount
  where saving_phases.amount <> excluded.amount`;

const writeForceAmounts = `
  with wanted as (
    select saving, year, quarter, "forceId" as force, amount
    from jsonb_to_recordset($2::jsonb) as w(saving bigint, year integer, quarter smallint, "forceId" bigint, amount numeric)),
  gone as (
    delete from saving_force_amounts a
    where a.saving_id = any($1::bigint[])
      and not exists (
        select from wanted w
        where (w.saving, w.year, w.quarter, w.force) = (a.saving_id, a.financial_year, a.quarter, a.force_id)))
  insert into saving_force_amounts (saving_id, financial_year, quarter, force_id, amount)
  select saving, year, quarter, force, amount from wanted
  on conflict (saving_id, financial_year, quarter, force_id) do update set amount = excluded.amount
  where saving_force_amounts.amount <> excluded.amount`;
