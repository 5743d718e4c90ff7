import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/kpi.repository.js";
import { rephase } from "../../server/savings/savingWrites.repository.js";
import { addDays } from "../../server/shared/calendar.js";
import { split } from "../../server/shared/money.js";
import { type TestDatabase } from "../support/database.js";

type Place = "county" | "region" | "elsewhere";
type Cover = "collaborative" | "local" | "none";

/**
 * Spend of the year to 31 March 2023 by where the supplier is and what the line is bought under: £53.9M in all, of which
 * £51M on contract, £42.581M collaborative, £23.177M in the county and £5.39M more in the region.
 */
const spend: readonly {
  readonly place: Place;
  readonly cover: Cover;
  readonly amount: string;
  readonly lines: number;
}[] = [
  { place: "elsewhere", cover: "collaborative", amount: "25333000.00", lines: 380 },
  { place: "county", cover: "collaborative", amount: "17248000.00", lines: 300 },
  { place: "county", cover: "local", amount: "5929000.00", lines: 160 },
  { place: "region", cover: "local", amount: "2490000.00", lines: 90 },
  { place: "region", cover: "none", amount: "2900000.00", lines: 70 },
];
const postcodes: Record<Place, readonly (string | null)[]> = {
  county: ["PR1 2AB", "BB1 1AA", "FY4 5TH", "LA1 1XX", "WN8 9TG"],
  region: ["M1 1AA", "L2 2DP", "CA3 8NA", "LA9 4RT"],
  elsewhere: ["B2 4QA", "LS1 1UR", "EC2A 1AA", null],
};
const MANAGED = 321;
const YEAR_STARTS = "2022-04-01";

/**
 * One force and nothing else: no collaboration of any kind. Suppliers with postcodes, contracts, 1,000 spend lines and
 * their credit notes, and savings; claims and social value are left to be recorded.
 */
export async function lancashire(store: TestDatabase): Promise<Database> {
  const database = new Database(store.orm.em.fork(), SYSTEM);
  await database.transaction(async (rows) => {
    await syncDefinitions(rows);
    await rows.rows(`insert into forces (code, name, region, valid_from)
      values ('LANCASHIRE', 'Lancashire Constabulary', 'North West', '1974-04-01')`);
    await rows.rows(`insert into force_areas (force_id, area_id, kind)
      select f.id, a.id, a.kind from forces f, areas a where a.code in ('LANCASHIRE', 'NORTH_WEST')`);
    await rows.rows(`insert into authorities (name, kind, force_id) values
      ('Police and Crime Commissioner for Lancashire', 'PCC', 1), ('Lancashire County Council', 'COUNCIL', null)`);
    await rows.rows(`insert into categories (scheme, code, name) values ('LOCAL', 'ALL', 'Goods and services')`);
    await addSuppliers(rows);
    await addContracts(rows);
    await addSpend(rows);
    await addSavings(rows);
    await refreshFigures(rows);
  });
  return database;
}

/** Four suppliers for each postcode: "county 3". */
async function addSuppliers(rows: Database): Promise<void> {
  for (const place of ["county", "region", "elsewhere"] as const) {
    for (let number = 0; number < 20; number += 1) {
      const known = postcodes[place];
      await rows.rows("insert into suppliers (name, postcode, is_sme) values ($1, $2, $3)", [
        `${place} ${number}`,
        known[number % known.length],
        number % 2 === 0,
      ]);
    }
  }
}

/**
 * 321 contracts that procurement manages, live on 31 March 2023; nine that others manage, six that ended in the year and
 * five that start after it. Forty were awarded in the year: 24 in collaboration (14 with the county council, ten called
 * off), 17 to suppliers in the county.
 */
async function addContracts(rows: Database): Promise<void> {
  const contracts = [
    ...Array.from({ length: MANAGED }, () => ({ managed: true, startsOn: "2020-04-01", endsOn: "2025-03-31" })),
    ...Array.from({ length: 9 }, () => ({ managed: false, startsOn: "2020-04-01", endsOn: "2025-03-31" })),
    ...Array.from({ length: 6 }, () => ({ managed: true, startsOn: "2019-04-01", endsOn: "2023-03-30" })),
    ...Array.from({ length: 5 }, () => ({ managed: true, startsOn: "2023-04-01", endsOn: "2026-03-31" })),
  ].map((contract, index) => {
    const award = index < 40 ? index : null;
    return {
      ...contract,
      reference: `LC-${String(index + 1).padStart(3, "0")}`,
      level: index % 4 === 3 ? "LOCAL" : index % 4 === 2 ? "REGIONAL" : "NATIONAL_FRAMEWORK",
      // Of the forty, the first 17 are in the county; the others are not.
      place: (award ?? 0) < 17 ? "county" : index % 2 === 0 ? "region" : "elsewhere",
      supplier: index % 20,
      awardedOn: award === null ? "2019-01-15" : addDays(YEAR_STARTS, award * 9),
      startsOn: award === null ? contract.startsOn : addDays(YEAR_STARTS, award * 9 + 4),
      isJoint: award !== null && award % 3 === 0,
      isCallOff: award !== null && award % 3 === 1 && award < 30,
    };
  });
  await rows.rows(
    `insert into contracts (reference, title, supplier_id, category_id, authority_id, lead_force_id, collaboration_level,
       managed_by_procurement, awarded_on, starts_on, initial_ends_on, award_value, is_call_off)
     select r.reference, 'Contract ' || r.reference, u.id, 1, 1, 1, r.level::collaboration_level, r.managed, r."awardedOn",
       r."startsOn", r."endsOn", 100000, r."isCallOff"
     from jsonb_to_recordset($1::jsonb) as r(reference text, level text, place text, supplier integer, managed boolean,
       "awardedOn" date, "startsOn" date, "endsOn" date, "isCallOff" boolean)
     join suppliers u on u.name = r.place || ' ' || r.supplier order by r.reference`,
    [JSON.stringify(contracts)],
  );
  await rows.rows(
    `insert into contract_buyers (contract_id, authority_id)
     select c.id, 2 from contracts c where c.reference = any($1)`,
    [contracts.filter(({ isJoint }) => isJoint).map(({ reference }) => reference)],
  );
}

/** The lines of each part of the spend, of different sizes and spread over the year; one in twenty is partly credited. */
async function addSpend(rows: Database): Promise<void> {
  const lines = spend.flatMap(({ place, cover, amount, lines: howMany }) => {
    const weights = Array.from({ length: howMany }, (_, index) => String(1 + ((index * 7) % 23)));
    return split(amount, weights).flatMap((net, index) => {
      const line = { place, cover, supplier: index % 20, on: addDays(YEAR_STARTS, (index * 37) % 365) };
      if (index % 20 !== 0) return [{ ...line, net }];
      // Charged ten pounds too much, and credited: together what was meant.
      return [
        { ...line, net: `${BigInt(net.slice(0, -3)) + 10n}${net.slice(-3)}` },
        { ...line, net: "-10.00" },
      ];
    });
  });
  await rows.rows(
    `insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount, kind, contract_id, match_method)
     select 1, r.on, u.name, u.id, r.net, (case when r.net < 0 then 'CREDIT_NOTE' else 'INVOICE' end)::spend_line_kind,
       c.id, (case when c.id is not null then 'PURCHASE_ORDER' end)::spend_match_method
     from jsonb_to_recordset($1::jsonb) as r(place text, cover text, supplier integer, "on" date, net numeric)
     join suppliers u on u.name = r.place || ' ' || r.supplier
     left join contracts c on r.cover <> 'none'
       and c.reference = case r.cover when 'local' then 'LC-' || 104 + 4 * (r.supplier % 5) else 'LC-' || 101 + 4 * r.supplier end`,
    [JSON.stringify(lines)],
  );
  // What nobody can influence is no part of the figures.
  await rows.rows(`insert into spend_lines (force_id, posted_on, supplier_text, net_amount, influenceable)
    values (1, '2022-09-30', 'Pension fund', 12345678.90, false)`);
}

/** £1.5M in the year: 900,000 cashable, 400,000 cost avoidance, 200,000 service value; and some that do not count yet. */
async function addSavings(rows: Database): Promise<void> {
  const savings = [
    ["LS-1", "CASHABLE", "REALISED", "2022-04-01", "2023-03-31", "800000"],
    // Half of it falls in the year: 100,000.
    ["LS-2", "CASHABLE", "VALIDATED", "2022-10-01", "2025-09-30", "200000"],
    ["LS-3", "COST_AVOIDANCE", "DELIVERING", "2022-04-01", "2023-03-31", "400000"],
    ["LS-4", "SERVICE_VALUE", "VALIDATED", "2022-04-01", "2023-03-31", "200000"],
    ["LS-5", "CASHABLE", "SECURED", "2022-04-01", "2023-03-31", "5000000"],
  ];
  await rows.rows(
    `insert into savings (reference, title, lead_force_id, saving_class, stage, starts_on, ends_on, baseline_value, new_value,
       budget_code)
     select r ->> 0, 'Saving ' || (r ->> 0), 1, (r ->> 1)::saving_class, (r ->> 2)::saving_stage, (r ->> 3)::date,
       (r ->> 4)::date, (r ->> 5)::numeric + 1000, 1000, case when r ->> 1 = 'CASHABLE' then 'B100' end
     from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(savings)],
  );
  await rows.rows(`insert into saving_shares (saving_id, force_id, share_percent, valid_from)
    select id, 1, 100, starts_on from savings`);
  const written = await rows.rows<{ id: string }>("select id::text as id from savings");
  await rephase(
    rows,
    written.map(({ id }) => id),
  );
}
