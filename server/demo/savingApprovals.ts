import { type Database } from "../database/database.js";
import { VALIDATED_OR_LATER } from "../savings/saving.js";
import { DEMO_TODAY } from "./contracts.js";

/**
 * What makes the demonstration's savings firm: evidence and sign-offs that fit the stage of each. Every saving that is
 * VALIDATED or later has all that its gates ask for; of those at SECURED some are partly signed, and some are refused.
 * Offices of which nobody signs in in the demonstration are kept under the system's own names.
 */
export async function writeSavingApprovals(database: Database): Promise<void> {
  await database.rows(
    `insert into people (subject, display_name, force_id)
     select case when f.code = 'KENT' then 'local:' else 'system:' end || lower(f.code) || '-budget-holder',
       'Budget holder, ' || f.name, f.id
     from forces f order by f.id`,
  );
  await database.rows(
    `insert into people (subject, display_name, force_id)
     select 'system:' || lower(f.code) || '-finance', 'Finance officer, ' || f.name, f.id
     from forces f
     where not exists (select from people p where p.subject = 'local:' || lower(f.code) || '-finance') order by f.id`,
  );
  await database.rows(
    `insert into memberships (person_id, role, force_id, valid_from)
     select p.id, 'FINANCE_APPROVER', p.force_id, '2016-04-01' from people p
     where p.force_id is not null and not exists (select from memberships m where m.person_id = p.id) order by p.id`,
  );
  await database.rows(
    `insert into saving_evidence (saving_id, kind, title, link, added_by_id, added_at)
     select s.id, e.kind::saving_evidence_kind, e.title, 'https://documents.example/' || lower(s.reference) || '/' || e.page,
       s.proposed_by_id, least(s.starts_on - e.days_before, $1::date) + time '10:00' at time zone 'UTC'
     from savings s
     join (values
       ('SIGNED_CONTRACT', 'Contract, signed by both parties', 'contract', 40, array['SECURED', 'VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED']),
       ('BID_COMPARISON', 'Comparison of the bids', 'bids', 45, array['SECURED', 'VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED']),
       ('INVOICES', 'Three months of invoices', 'invoices', -100, array['REALISED', 'CLOSED'])
     ) e(kind, title, page, days_before, stages) on s.stage::text = any(e.stages)
     order by s.id, e.kind`,
    [DEMO_TODAY],
  );
  await database.rows(
    `insert into saving_sign_offs (saving_id, role, person_id, decision, budget_code, comment, signed_at)
     select s.id, o.role::saving_sign_off_role, p.id,
       (case when o.refuses then 'REJECTED' else 'APPROVED' end)::saving_sign_off_decision,
       case when o.role = 'FORCE_FINANCE' and not o.refuses then s.budget_code end,
       case when o.refuses then 'No budget has been reduced yet.' end,
       least(s.starts_on - o.days_before, $1::date) + time '15:00' at time zone 'UTC'
     from savings s
     join forces f on f.id = s.lead_force_id
     cross join lateral (values
       ('BUDGET_HOLDER', '-budget-holder', 30, s.stage = any($2::saving_stage[]) or (s.stage = 'SECURED' and s.id % 3 = 0), false),
       ('FORCE_FINANCE', '-finance', 25, s.stage = any($2::saving_stage[]) or (s.stage = 'SECURED' and s.id % 9 = 0), s.stage = 'SECURED'),
       ('HEAD_OF_PROCUREMENT', 'head-of-procurement', 20, s.stage = any($2::saving_stage[]), false)
     ) o(role, office, days_before, is_signed, refuses)
     join people p on o.is_signed and p.subject in (
       'local:' || o.office, 'local:' || lower(f.code) || o.office, 'system:' || lower(f.code) || o.office)
     order by s.id, o.days_before desc`,
    [DEMO_TODAY, VALIDATED_OR_LATER],
  );
}
