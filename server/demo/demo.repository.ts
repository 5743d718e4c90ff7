import { type Database } from "../database/database.js";
import { type DemoData } from "./demo.js";
import { categories, pillars } from "./categories.js";
import { authorities, collaborations, forces, people } from "./organisations.js";

const CHUNK = 10_000;
export const NOTE = "Illustrative demonstration data.";

/** True when there is any force: the database is in use, or was filled before. */
export async function hasForces(database: Database): Promise<boolean> {
  return (await database.row("select from forces limit 1")) !== null;
}

/**
 * Runs a statement for rows sent as one array for each column. `columns` gives their PostgreSQL types, and the statement
 * reads them from `rows r`.
 */
export async function write<Row extends object>(
  database: Database,
  rows: readonly Row[],
  columns: { readonly [Column in keyof Row]?: string },
  statement: string,
): Promise<void> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const table = names.map((name, index) => `$${index + 1}::${columns[name]}[]`).join(", ");
  const labels = names.map((name) => `"${name}"`).join(", ");
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    await database.rows(
      `with rows as (select * from unnest(${table}) with ordinality as t(${labels}, place)) ${statement}`,
      names.map((name) => chunk.map((row) => row[name])),
    );
  }
}

export async function writeOrganisations(database: Database): Promise<void> {
  await write(
    database,
    forces,
    { code: "text", name: "text", region: "text" },
    `insert into forces (code, name, region, valid_from) select code, name, region, '1974-04-01' from rows order by place`,
  );
  await write(
    database,
    authorities,
    { name: "text", kind: "text", force: "text", validFrom: "date", validTo: "date" },
    `insert into authorities (name, kind, force_id, valid_from, valid_to)
     select r.name, kind::authority_kind, f.id, "validFrom", "validTo"
     from rows r join forces f on f.code = r.force order by place`,
  );
  await write(
    database,
    authorities.filter(({ successor }) => successor !== null),
    { name: "text", successor: "text" },
    `update authorities a set successor_id = s.id from rows r join authorities s on s.name = r.successor
     where a.name = r.name`,
  );
  await write(
    database,
    collaborations.filter(({ parent }) => parent === null),
    { code: "text", name: "text", validFrom: "date" },
    `insert into collaborations (code, name, valid_from) select code, name, "validFrom" from rows order by place`,
  );
  await write(
    database,
    collaborations.filter(({ parent }) => parent !== null),
    { code: "text", name: "text", validFrom: "date", parent: "text" },
    `insert into collaborations (code, name, valid_from, parent_id)
     select r.code, r.name, "validFrom", p.id from rows r join collaborations p on p.code = r.parent order by place`,
  );
  await write(
    database,
    collaborations.flatMap(({ code, members, validFrom }) => members.map((force) => ({ code, force, validFrom }))),
    { code: "text", force: "text", validFrom: "date" },
    `insert into collaboration_members (collaboration_id, force_id, valid_from)
     select c.id, f.id, "validFrom" from rows r
     join collaborations c on c.code = r.code join forces f on f.code = r.force order by place`,
  );
  await write(
    database,
    people,
    { subject: "text", displayName: "text", force: "text" },
    `insert into people (subject, display_name, force_id)
     select subject, "displayName", f.id from rows r left join forces f on f.code = r.force order by place`,
  );
  await write(
    database,
    people,
    { subject: "text", role: "text", force: "text", collaboration: "text" },
    `insert into memberships (person_id, role, force_id, collaboration_id, valid_from)
     select p.id, r.role::membership_role, f.id, c.id, '2016-04-01'
     from rows r join people p on p.subject = r.subject
     left join forces f on f.code = r.force left join collaborations c on c.code = r.collaboration order by place`,
  );
  await write(
    database,
    pillars,
    { code: "text", name: "text" },
    `insert into categories (scheme, code, name, collaborative_potential)
     select 'BLUELIGHT', code, name, true from rows order by place`,
  );
  await write(
    database,
    categories.map((category) => ({ ...category, potential: category.together >= 0.5 })),
    { code: "text", name: "text", pillar: "text", potential: "boolean" },
    `insert into categories (scheme, code, name, parent_id, collaborative_potential)
     select 'LOCAL', r.code, r.name, p.id, potential from rows r
     join categories p on p.scheme = 'BLUELIGHT' and p.code = r.pillar order by place`,
  );
}

export async function writeSuppliers(database: Database, { suppliers }: DemoData): Promise<void> {
  await write(
    database,
    suppliers,
    {
      reference: "text",
      name: "text",
      isSme: "boolean",
      isVcse: "boolean",
      isMicro: "boolean",
      sizeEvidencedOn: "date",
      postcode: "text",
    },
    `insert into suppliers (reference, name, is_sme, is_vcse, is_micro, size_evidenced_on, size_evidence, postcode)
     select reference, name, "isSme", "isVcse", "isMicro", "sizeEvidencedOn",
       case when "sizeEvidencedOn" is not null then '${NOTE}' end, postcode from rows order by place`,
  );
  await write(
    database,
    suppliers.flatMap(({ reference, aliases }) => aliases.map((alias) => ({ reference, alias }))),
    { reference: "text", alias: "text" },
    `insert into supplier_aliases (supplier_id, alias)
     select s.id, alias from rows r join suppliers s on s.reference = r.reference order by place`,
  );
}

export async function writeContracts(database: Database, { contracts }: DemoData): Promise<void> {
  await write(
    database,
    contracts,
    {
      reference: "text",
      title: "text",
      supplier: "text",
      category: "text",
      authority: "text",
      leadForce: "text",
      level: "text",
      route: "text",
      confidential: "boolean",
      regime: "text",
      ownerRole: "text",
      managed: "boolean",
      awardedOn: "date",
      startsOn: "date",
      initialEndsOn: "date",
      reviewOn: "date",
      noticeMonths: "smallint",
      exercisedMonths: "integer",
      availableMonths: "integer",
      terminatedOn: "date",
      supersededOn: "date",
      annualValue: "numeric",
      awardValue: "numeric",
      frameworkReference: "text",
      isCallOff: "boolean",
      tier: "text",
      risk: "text",
      livingWage: "boolean",
      carbonSavedTonnes: "numeric",
      serviceLine: "text",
      centralisationPlannedOn: "date",
      centralisedOn: "date",
    },
    `insert into contracts (reference, title, supplier_id, category_id, authority_id, lead_force_id, collaboration_level,
       route_to_market, regime, owner_role, managed_by_procurement, awarded_on, starts_on, initial_ends_on, review_on,
       notice_months, exercised_months, available_months, terminated_on, superseded_on, annual_value, award_value, note,
       framework_reference, is_call_off, tier, risk, living_wage, carbon_saved_tonnes, service_line,
       centralisation_planned_on, centralised_on, confidential)
     select r.reference, title, s.id, c.id, a.id, f.id, level::collaboration_level, route::route_to_market,
       regime::procurement_regime, "ownerRole", managed, "awardedOn", "startsOn", "initialEndsOn", "reviewOn",
       "noticeMonths", "exercisedMonths", "availableMonths", "terminatedOn", "supersededOn", "annualValue", "awardValue",
       '${NOTE}', "frameworkReference", "isCallOff", tier::contract_tier, risk::risk_level, "livingWage",
       "carbonSavedTonnes", "serviceLine", "centralisationPlannedOn", "centralisedOn", r.confidential
     from rows r
     join authorities a on a.name = r.authority
     join forces f on f.code = r."leadForce"
     left join suppliers s on s.reference = r.supplier
     left join categories c on c.scheme = 'LOCAL' and c.code = r.category
     order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, participants }) => participants.map((share) => ({ reference, ...share }))),
    { reference: "text", force: "text", sharePercent: "numeric", validFrom: "date", validTo: "date" },
    `insert into contract_participants (contract_id, force_id, share_percent, valid_from, valid_to)
     select c.id, f.id, "sharePercent", "validFrom", "validTo" from rows r
     join contracts c on c.reference = r.reference join forces f on f.code = r.force order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, options }) =>
      options.map((option, index) => ({ reference, sequence: index + 1, ...option })),
    ),
    { reference: "text", sequence: "smallint", months: "smallint", latestNoticeOn: "date", state: "text" },
    `insert into contract_extension_options (contract_id, sequence, months, latest_notice_on, state)
     select c.id, sequence, months, "latestNoticeOn", state::extension_state from rows r
     join contracts c on c.reference = r.reference order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, lots }) => lots.map((lot, index) => ({ reference, number: index + 1, ...lot }))),
    { reference: "text", number: "smallint", title: "text", supplier: "text", value: "numeric" },
    `insert into contract_lots (contract_id, number, title, supplier_id, value)
     select c.id, number, r.title, s.id, value from rows r
     join contracts c on c.reference = r.reference join suppliers s on s.reference = r.supplier order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, localReferences }) =>
      localReferences.map((local) => ({ contract: reference, ...local })),
    ),
    { contract: "text", system: "text", reference: "text" },
    `insert into contract_references (contract_id, source_system, reference)
     select c.id, system, r.reference from rows r join contracts c on c.reference = r.contract order by place`,
  );
  await write(
    database,
    contracts.filter(({ awardValue, awardedOn }) => awardValue !== null && awardedOn !== null),
    { reference: "text", awardedOn: "date", awardValue: "numeric" },
    `insert into contract_values (contract_id, kind, as_at, net, source)
     select c.id, 'INITIAL_TERM', "awardedOn", "awardValue", '${NOTE}' from rows r
     join contracts c on c.reference = r.reference order by place`,
  );
}

export async function writeSavings(database: Database, { savings, targets }: DemoData): Promise<string[]> {
  await write(
    database,
    savings,
    {
      reference: "text",
      title: "text",
      contract: "text",
      category: "text",
      leadForce: "text",
      savingClass: "text",
      method: "text",
      baselineMethod: "text",
      baselineValue: "numeric",
      newValue: "numeric",
      implementationCost: "numeric",
      phasingMethod: "text",
      startsOn: "date",
      endsOn: "date",
      stage: "text",
      budgetCode: "text",
      alsoClaimedBy: "text",
      confidential: "boolean",
    },
    `insert into savings (reference, title, contract_id, category_id, lead_force_id, saving_class, method, baseline_method,
       baseline_value, new_value, implementation_cost, phasing_method, starts_on, ends_on, stage, budget_code,
       also_claimed_by, note, defers_cost, proposed_by_id, confidential)
     select r.reference, r.title, c.id, k.id, f.id, "savingClass"::saving_class, method::saving_method,
       "baselineMethod"::baseline_method, "baselineValue", "newValue", "implementationCost",
       "phasingMethod"::phasing_method, "startsOn", "endsOn", stage::saving_stage, "budgetCode", "alsoClaimedBy", '${NOTE}',
       place % 40 = 0, (select id from people where subject = 'local:category-manager'), r.confidential
     from rows r
     join forces f on f.code = r."leadForce"
     join categories k on k.scheme = 'LOCAL' and k.code = r.category
     left join contracts c on c.reference = r.contract
     order by place`,
  );
  await write(
    database,
    savings.flatMap(({ reference, shares }) => shares.map((share) => ({ reference, ...share }))),
    { reference: "text", force: "text", sharePercent: "numeric", validFrom: "date", validTo: "date" },
    `insert into saving_shares (saving_id, force_id, share_percent, valid_from, valid_to)
     select s.id, f.id, "sharePercent", "validFrom", "validTo" from rows r
     join savings s on s.reference = r.reference join forces f on f.code = r.force order by place`,
  );
  await write(
    database,
    savings.flatMap(({ reference, phases }) => phases.map((phase) => ({ reference, ...phase }))),
    { reference: "text", year: "integer", quarter: "smallint", amount: "numeric" },
    `insert into saving_phases (saving_id, financial_year, quarter, amount)
     select s.id, year, quarter, amount from rows r join savings s on s.reference = r.reference order by place`,
  );
  await write(
    database,
    targets,
    {
      kpi: "text",
      force: "text",
      collaboration: "text",
      year: "integer",
      quarter: "smallint",
      target: "numeric",
      tolerancePercent: "numeric",
    },
    `insert into kpi_targets (kpi_code, force_id, collaboration_id, financial_year, quarter, target, tolerance_percent)
     select kpi, f.id, c.id, year, quarter, target, "tolerancePercent" from rows r
     left join forces f on f.code = r.force left join collaborations c on c.code = r.collaboration order by place`,
  );
  const written = await database.rows<{ id: string }>("select id from savings order by id");
  return written.map(({ id }) => id);
}

export async function writeSpend(database: Database, { spend }: DemoData): Promise<void> {
  await write(
    database,
    spend,
    {
      force: "text",
      postedOn: "date",
      voucher: "text",
      invoiceNumber: "text",
      kind: "text",
      supplierText: "text",
      supplier: "text",
      category: "text",
      ledger: "text",
      costCentre: "text",
      purchaseOrder: "text",
      contractReference: "text",
      net: "numeric",
      vat: "numeric",
      influenceable: "boolean",
      contract: "text",
      matchMethod: "text",
      matchConfidence: "numeric",
    },
    `insert into spend_lines (force_id, posted_on, voucher, invoice_number, line_number, kind, supplier_text, supplier_id,
       category_id, general_ledger_code, cost_centre, purchase_order, net_amount, vat_amount, influenceable, contract_id,
       match_method, match_confidence, contract_reference)
     select f.id, "postedOn", voucher, "invoiceNumber", 1, r.kind::spend_line_kind, "supplierText", s.id, k.id, ledger,
       "costCentre", "purchaseOrder", net, vat, influenceable, c.id, "matchMethod"::spend_match_method, "matchConfidence",
       "contractReference"
     from rows r
     join forces f on f.code = r.force
     join suppliers s on s.reference = r.supplier
     join categories k on k.scheme = 'LOCAL' and k.code = r.category
     left join contracts c on c.reference = r.contract
     order by place`,
  );
}

/** Lets the planner know what is there. Only a table's owner may; for others it does nothing. */
export async function analyse(database: Database): Promise<void> {
  await database.rows(
    `analyze forces, suppliers, categories, contracts, contract_participants, savings, saving_shares, saving_phases,
       saving_force_amounts, spend_lines, kpi_targets`,
  );
}
