import { type Database } from "../database/database.js";

/**
 * Illustrative claims, worked out from the contracts: about sixty over 2025-26 and 2026-27, most of them against suppliers.
 * Three in four are agreed, for less than was claimed, and most of those paid.
 */
export async function writeDemoClaims(database: Database): Promise<void> {
  await database.rows(`
    insert into supplier_claims (force_id, supplier_id, contract_id, direction, kind, raised_on, raised_value, agreed_on,
      agreed_value, received_on, received_value, note)
    select lead_force_id, supplier_id, id, direction::claim_direction, kind::claim_kind, raised_on, raised,
      case when place % 4 <> 3 then raised_on + 30 end, case when place % 4 <> 3 then round(raised * 0.7, 2) end,
      case when place % 4 in (0, 1) then raised_on + 60 end, case when place % 4 in (0, 1) then round(raised * 0.7, 2) end,
      'Illustrative demonstration data.'
    from (
      select c.*, case when place % 5 = 4 then 'BY_SUPPLIER' else 'AGAINST_SUPPLIER' end as direction,
        case place % 5 when 0 then 'SERVICE_CREDIT' when 1 then 'REBATE' when 2 then 'OVERCHARGE' when 3 then 'DAMAGES'
          else 'PRICE_INCREASE' end as kind,
        (date '2025-04-03' + (place * 9 % 500)::integer) as raised_on, round(c.annual_value * 0.02, 2) as raised
      from (
        select c.*, row_number() over (order by c.reference) as place from contracts c
        where c.supplier_id is not null and c.annual_value > 100000 and c.lead_force_id is not null
        order by c.reference limit 60) c) c
    order by place`);
}
