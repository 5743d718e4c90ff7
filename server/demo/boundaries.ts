import { type Database } from "../database/database.js";
import { NOTE } from "./demo.repository.js";
import { type ForceCode } from "./organisations.js";

/** The county and region whose suppliers are local and regional to each force. */
const areasOf: Readonly<Record<ForceCode, readonly [county: string, region: string]>> = {
  BEDS: ["BEDFORDSHIRE", "EAST_OF_ENGLAND"],
  CAMBS: ["CAMBRIDGESHIRE", "EAST_OF_ENGLAND"],
  HERTS: ["HERTFORDSHIRE", "EAST_OF_ENGLAND"],
  NORFOLK: ["NORFOLK", "EAST_OF_ENGLAND"],
  SUFFOLK: ["SUFFOLK", "EAST_OF_ENGLAND"],
  ESSEX: ["ESSEX", "EAST_OF_ENGLAND"],
  KENT: ["KENT", "SOUTH_EAST"],
};

/** Gives each force its county and region, thresholds of their own to those that have stated some, and rates. */
export async function writeBoundaries(database: Database): Promise<void> {
  const rows = Object.entries(areasOf).flatMap(([force, areas]) => areas.map((area) => ({ force, area })));
  await database.rows(
    `insert into force_areas (force_id, area_id, kind)
     select f.id, a.id, a.kind from jsonb_to_recordset($1::jsonb) as r(force text, area text)
     join forces f on f.code = r.force join areas a on a.code = r.area`,
    [JSON.stringify(rows)],
  );
  await database.rows(
    `insert into spend_thresholds (force_id, kind, amount, valid_from, source)
     select f.id, t.kind::spend_threshold_kind, t.amount, '2024-04-01', $1
     from (values ('KENT', 'CONTRACT_NEEDED', 10000), ('ESSEX', 'PROCUREMENT_HANDLES', 25000)) t(force, kind, amount)
     join forces f on f.code = t.force`,
    [NOTE],
  );
  await database.rows(
    `insert into aggregation_rates (category_id, rate_percent, valid_from, source)
     select k.id, r.rate, '2025-04-01', $1
     from (values (null, 4), ('IT', 6.5)) r(category, rate)
     left join categories k on k.scheme = 'BLUELIGHT' and k.code = r.category`,
    [NOTE],
  );
}
