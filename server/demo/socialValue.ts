import { type Database } from "../database/database.js";

/**
 * Illustrative social value. The three values a unit are invented round numbers, there only so that the demonstration shows
 * figures: a customer loads its own, and real ones are licensed elsewhere.
 */
export async function writeDemoSocialValue(database: Database): Promise<void> {
  await database.rows(`
    insert into social_value_proxies (code, name, unit, value_per_unit, valid_from, valid_to, source) values
      ('DEMO-JOBS', 'Local people in new jobs', 'people', 10000, '2025-04-01', null, 'Invented for the demonstration'),
      ('DEMO-HOURS', 'Volunteering', 'hours', 10, '2025-04-01', '2026-03-31', 'Invented for the demonstration'),
      ('DEMO-HOURS', 'Volunteering', 'hours', 11, '2026-04-01', null, 'Invented for the demonstration'),
      ('DEMO-WASTE', 'Waste kept from landfill', 'tonnes', 100, '2025-04-01', null, 'Invented for the demonstration')`);
  await database.rows(`
    insert into social_value_commitments (force_id, contract_id, title, proxy_code, quantity, due_on)
    select c.lead_force_id, c.id, 'Promised in the tender', (array['DEMO-JOBS', 'DEMO-HOURS', 'DEMO-WASTE'])[1 + c.place % 3],
      (array[3, 400, 25])[1 + c.place % 3], date '2025-06-30' + (c.place * 17 % 600)::integer
    from (
      select c.*, row_number() over (order by c.reference) as place from contracts c
      where c.annual_value > 150000 and c.lead_force_id is not null order by c.reference limit 48) c
    order by c.place`);
  // Four in five have delivered about a half, all but a few with evidence.
  await database.rows(`
    insert into social_value_deliveries (commitment_id, delivered_on, quantity, evidence)
    select id, least(due_on, date '2026-10-31'), greatest(1, round(quantity * (40 + id % 40) / 100)),
      case when id % 7 <> 0 then 'Supplier''s report, checked' end
    from social_value_commitments where id % 5 <> 0 order by id`);
}
