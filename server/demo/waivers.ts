import { type Database } from "../database/database.js";

/** Illustrative waivers, worked out from the contracts that were awarded without competition: some forty of them. */
export async function writeDemoWaivers(database: Database): Promise<void> {
  await database.rows(`
    insert into waivers (force_id, supplier_id, contract_id, title, kind, legal_ground, value, justification, requester_role,
      requested_on, requested_by_id, decision, compliance, decided_on, decided_by_id, decision_reason)
    select c.lead_force_id, c.supplier_id, c.id, c.title,
      (array['SINGLE_TENDER_ACTION', 'FEWER_QUOTES', 'CONTRACT_EXTENSION', 'RETROSPECTIVE'])[1 + c.place % 4]::waiver_kind,
      (array['TECHNICAL_REASONS', 'EXTREME_URGENCY', 'EXCLUSIVE_RIGHTS', 'BELOW_THRESHOLD', 'NONE'])[1 + c.place % 5]::waiver_ground,
      c.award_value, 'Illustrative demonstration data.', 'Contract manager', c.awarded_on - 20, asking.id,
      d.decision::waiver_decision,
      (case when d.decision = 'PENDING' then null when c.place % 4 = 3 then 'BREACH' else 'COMPLIANT' end)::waiver_compliance,
      case when d.decision <> 'PENDING' then c.awarded_on - 5 end, case when d.decision <> 'PENDING' then deciding.id end,
      case when d.decision <> 'PENDING' then 'Illustrative demonstration data.' end
    from (
      select c.*, row_number() over (order by c.reference) as place from contracts c
      where c.route_to_market in ('SINGLE_TENDER_ACTION', 'DIRECT_AWARD') and c.awarded_on is not null
        and c.award_value is not null and c.lead_force_id is not null
      order by c.reference limit 40) c
    cross join lateral (select case when c.place % 9 = 0 then 'PENDING' when c.place % 11 = 0 then 'DECLINED' else 'APPROVED' end
      as decision) d
    join people asking on asking.subject = 'local:kent-editor'
    join people deciding on deciding.subject = 'local:head-of-procurement'
    order by c.place`);
}
