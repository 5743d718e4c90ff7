import { CONTRACTS_PER_CATEGORY, type DataSize, FIRST_YEAR, FORCES, YEARS } from "./size.js";

const firstDay = `date '${FIRST_YEAR}-04-01'`;
const days = YEARS * 365;
const lastYear = FIRST_YEAR + YEARS - 1;

/**
 * The statements that fill an empty, migrated database, in order; each is one set made from a row of numbers.
 *
 * The rows are the same every time: what looks random is a hash of the row's number (`pick`). Shares are 100, 50, 33.34,
 * 25 or 20 per cent and phases whole hundreds of pounds, so that every split is exact to the penny by construction.
 */
export function fillStatements(size: DataSize): string[] {
  const categories = Math.max(10, Math.round(size.contracts / CONTRACTS_PER_CATEGORY));
  return [
    // Foreign keys and row triggers would be checked two million times; `checkStatements` looks once, at the end.
    "set session_replication_role = replica",
    "set maintenance_work_mem = '512MB'",
    `create function pg_temp.pick(n bigint, salt integer, below integer) returns integer language sql immutable
       return mod(hashint8extended(n, salt) & 9007199254740991, below)::integer`,
    `insert into forces (code, name, region, valid_from)
     select 'F' || n, 'Force ' || n, 'Region', '2000-01-01' from generate_series(1, ${FORCES}) n`,
    `insert into collaborations (code, name, valid_from) values ('ALL', 'All forces', '2000-01-01')`,
    `insert into collaboration_members (collaboration_id, force_id, valid_from) select 1, id, '2000-01-01' from forces`,
    `insert into authorities (name, kind, force_id) select 'Commissioner ' || code, 'PCC', id from forces`,
    `insert into people (subject, display_name) values ('bench-editor', 'Bench editor')`,
    `insert into memberships (person_id, role, collaboration_id) select id, 'CATEGORY_MANAGER', 1 from people where subject = 'bench-editor'`,
    `insert into categories (scheme, code, name) select 'BLUELIGHT', 'P' || n, 'Pillar ' || n from generate_series(1, 10) n`,
    `insert into categories (scheme, code, name, parent_id)
     select 'LOCAL', 'K' || lpad(n::text, 5, '0'), 'Category ' || n, 1 + n % 10 from generate_series(1, ${categories}) n`,
    `insert into suppliers (reference, name, is_sme, postcode)
     select 'S-' || lpad(n::text, 5, '0'), 'Supplier ' || n || ' Limited',
       case when n % 10 = 0 then null else n % 3 = 0 end, 'PR' || 1 + n % 9 || ' ' || n % 10 || 'AA'
     from generate_series(1, ${size.suppliers}) n`,
    `insert into contracts (reference, title, description, supplier_id, category_id, authority_id, lead_force_id,
       collaboration_level, route_to_market, regime, owner_role, managed_by_procurement, awarded_on, starts_on,
       initial_ends_on, notice_months, exercised_months, available_months, annual_value, award_value)
     select 'C-' || lpad(n::text, 6, '0'), 'Provision of goods and services, agreement ' || n,
       'What is bought under agreement ' || n || ', at the length of an ordinary description of it.',
       1 + pg_temp.pick(n, 1, ${size.suppliers}), 11 + pg_temp.pick(n, 2, ${categories}), 1 + n % ${FORCES},
       1 + n % ${FORCES},
       (array['LOCAL', 'SUB_REGIONAL', 'REGIONAL', 'NATIONAL_FRAMEWORK'])[1 + pg_temp.pick(n, 3, 4)]::collaboration_level,
       (array['OPEN', 'FRAMEWORK_DIRECT', 'DIRECT_AWARD', 'QUOTES', null])[1 + pg_temp.pick(n, 4, 5)]::route_to_market,
       'PCR2015', 'Category manager ' || n % 20, n % 3 > 0, start - 30, start,
       (start + make_interval(months => 12 * (1 + pg_temp.pick(n, 5, 5))))::date - 1, 3,
       case when n % 4 = 0 then 12 else 0 end, case when n % 2 = 0 then 12 else 0 end,
       1000 + pg_temp.pick(n, 6, 50000000) / 100.0, 2000 + pg_temp.pick(n, 7, 200000000) / 100.0
     from (select n, date '2021-04-01' + pg_temp.pick(n, 8, 2100) as start from generate_series(1, ${size.contracts}) n) c`,
    `insert into contract_participants (contract_id, force_id, share_percent, valid_from)
     select n, 1 + (n + k) % ${FORCES}, case when shared = 3 and k = 0 then 33.34 else trunc(100.0 / shared, 2) end,
       '2021-04-01'
     from (select n, 1 + pg_temp.pick(n, 9, 5) as shared from generate_series(1, ${size.contracts}) n) c,
       generate_series(0, shared - 1) k`,
    `insert into contract_lots (contract_id, number, title, supplier_id, value)
     select n, k, 'Lot ' || k, 1 + pg_temp.pick(n, 10 + k, ${size.suppliers}), 500 * k
     from generate_series(1, ${size.contracts}, 5) n, generate_series(1, 3) k`,
    `insert into contract_extension_options (contract_id, sequence, months, state)
     select n, 1, 12, 'EXERCISED'::extension_state from generate_series(4, ${size.contracts}, 4) n
     union all select n, 2, 12, 'AVAILABLE' from generate_series(2, ${size.contracts}, 2) n`,
    `insert into contract_values (contract_id, kind, as_at, net, source)
     select id, 'INITIAL_TERM', awarded_on, award_value, 'Award notice' from contracts`,
    `insert into contract_references (contract_id, source_system, reference)
     select id, 'Ledger', 'L' || id from contracts where id % 3 = 0`,
    `insert into savings (reference, title, contract_id, category_id, lead_force_id, saving_class, method,
       baseline_method, baseline_value, new_value, phasing_method, starts_on, ends_on, stage, budget_code)
     select 'V-' || lpad(n::text, 7, '0'), 'Saving ' || n, 1 + pg_temp.pick(n, 21, ${size.contracts}),
       11 + pg_temp.pick(n, 22, ${categories}), 1 + n % ${FORCES},
       (array['CASHABLE', 'NON_CASHABLE', 'COST_AVOIDANCE', 'SERVICE_VALUE'])[1 + pg_temp.pick(n, 23, 4)]::saving_class,
       'RETENDERED', 'LAST_CONTRACT', 900000, 500000, 'MANUAL', ${firstDay},
       ${firstDay} + ${days - 1}, (array['PIPELINE', 'VALIDATED', 'DELIVERING', 'REALISED'])[1 + n % 4]::saving_stage, 'B1'
     from generate_series(1, ${size.savings}) n`,
    `insert into saving_phases (saving_id, financial_year, quarter, amount)
     select n, year, quarter, 100 * pg_temp.pick(n * 8 + (year - ${FIRST_YEAR}) * 4 + quarter, 24, 200)
     from generate_series(1, ${size.savings}) n, generate_series(${FIRST_YEAR}, ${lastYear}) year, generate_series(1, 4) quarter`,
    `insert into saving_shares (saving_id, force_id, share_percent, valid_from)
     select n, 1 + (n + k) % ${FORCES}, case when shared = 3 and k = 0 then 33.34 else trunc(100.0 / shared, 2) end,
       ${firstDay}
     from (select n, 1 + pg_temp.pick(n, 25, 3) as shared from generate_series(1, ${size.savings}) n) c,
       generate_series(0, shared - 1) k`,
    `insert into saving_force_amounts (saving_id, financial_year, quarter, force_id, amount)
     select p.saving_id, p.financial_year, p.quarter, h.force_id, p.amount * h.share_percent / 100
     from saving_phases p join saving_shares h on h.saving_id = p.saving_id`,
    `insert into spend_lines (force_id, posted_on, voucher, invoice_number, line_number, supplier_text, supplier_id,
       category_id, net_amount, influenceable, contract_id, match_method, match_confidence)
     select 1 + n % ${FORCES}, ${firstDay} + (n::bigint * ${days} / ${size.spendLines})::integer, 'W' || n, 'I' || n, 1, s.name,
       s.id, c.category_id, 10 + pg_temp.pick(n, 31, 2000000) / 100.0, n % 20 > 0,
       case when n % 5 > 0 then c.id end, case when n % 5 > 0 then 'CONTRACT_REFERENCE'::spend_match_method end,
       case when n % 5 > 0 then 1 end
     from generate_series(0, ${size.spendLines - 1}) n
     join contracts c on c.id = 1 + pg_temp.pick(n, 32, ${size.contracts})
     join suppliers s on s.id = c.supplier_id`,
    // What their triggers would have written.
    "insert into contract_versions select updated_at, id, version from contracts",
    "insert into saving_versions select updated_at, id, version from savings",
    "set session_replication_role = origin",
  ];
}

/** Statements that count what must not be: rows that break a rule which filling did not check. Each gives one number. */
export const checkStatements: readonly string[] = [
  "select count(*) from (select from contract_participants group by contract_id having sum(share_percent) <> 100) bad",
  "select count(*) from (select from saving_shares group by saving_id having sum(share_percent) <> 100) bad",
  `select count(*) from saving_phases p
   left join (select saving_id, financial_year, quarter, sum(amount) as amount from saving_force_amounts group by 1, 2, 3) a
     using (saving_id, financial_year, quarter) where a.amount is distinct from p.amount`,
  "select count(*) from spend_lines s left join contracts c on c.id = s.contract_id where s.contract_id is not null and c.id is null",
  "select count(*) from contracts c left join suppliers s on s.id = c.supplier_id where s.id is null",
];
