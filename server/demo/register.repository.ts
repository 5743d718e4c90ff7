import { type Database } from "../database/database.js";
import { type DemoData } from "./demo.js";
import { NOTE, write } from "./demo.repository.js";
import { authorityAliases, authorityPayments } from "./organisations.js";

/** The parts of contracts, suppliers and authorities that stand in tables of their own, and the pipeline. */
export async function writeRegister(
  database: Database,
  { contracts, suppliers, pipeline }: Pick<DemoData, "contracts" | "suppliers" | "pipeline">,
): Promise<void> {
  await write(
    database,
    authorityAliases,
    { name: "text", alias: "text" },
    `insert into authority_aliases (authority_id, alias)
     select a.id, r.alias from rows r join authorities a on a.name = r.name order by place`,
  );
  await write(
    database,
    authorityPayments,
    { authority: "text", year: "integer", expectedGross: "numeric" },
    `insert into authority_payments (authority_id, financial_year, expected_gross, source)
     select a.id, year, "expectedGross", '${NOTE}' from rows r join authorities a on a.name = r.authority order by place`,
  );
  await write(
    database,
    suppliers.flatMap(({ reference, addresses }) => addresses.map((address) => ({ reference, ...address }))),
    { reference: "text", basis: "text", postcode: "text" },
    `insert into supplier_addresses (supplier_id, basis, postcode)
     select s.id, basis::address_basis, r.postcode from rows r join suppliers s on s.reference = r.reference order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, furtherBuyers }) => furtherBuyers.map((buyer) => ({ reference, buyer }))),
    { reference: "text", buyer: "text" },
    `insert into contract_buyers (contract_id, authority_id)
     select c.id, a.id from rows r join contracts c on c.reference = r.reference join authorities a on a.name = r.buyer
     order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, tags }) => tags.map((tag) => ({ reference, ...tag }))),
    { reference: "text", scheme: "text", tag: "text" },
    `insert into contract_tags (contract_id, scheme, tag)
     select c.id, scheme::contract_tag_scheme, tag from rows r join contracts c on c.reference = r.reference order by place`,
  );
  await write(
    database,
    contracts.flatMap(({ reference, events }) =>
      events.map(({ changes, ...event }) => ({ reference, ...event, changes: JSON.stringify(changes) })),
    ),
    {
      reference: "text",
      kind: "text",
      effectiveOn: "date",
      note: "text",
      changes: "jsonb",
      oldSupplier: "text",
      newSupplier: "text",
    },
    `insert into contract_events (contract_id, kind, effective_on, note, changes, old_supplier_id, new_supplier_id)
     select c.id, kind::contract_event_kind, "effectiveOn", r.note, changes, o.id, n.id from rows r
     join contracts c on c.reference = r.reference
     left join suppliers o on o.reference = r."oldSupplier" left join suppliers n on n.reference = r."newSupplier"
     order by place`,
  );
  await write(
    database,
    pipeline,
    {
      reference: "text",
      title: "text",
      stage: "text",
      leadForce: "text",
      authority: "text",
      category: "text",
      level: "text",
      route: "text",
      estimatedValue: "numeric",
      annualValue: "numeric",
      engagementPlannedOn: "date",
      tenderPlannedOn: "date",
      awardPlannedOn: "date",
      startPlannedOn: "date",
      endPlannedOn: "date",
      expiringContract: "text",
      abandonedOn: "date",
      confidential: "boolean",
    },
    `insert into pipeline_items (reference, title, stage, lead_force_id, authority_id, category_id, collaboration_level,
       route_to_market, estimated_value, annual_value, engagement_planned_on, tender_planned_on, award_planned_on,
       start_planned_on, end_planned_on, expiring_contract_id, abandoned_on, note, confidential)
     select r.reference, r.title, stage::pipeline_stage, f.id, a.id, k.id, level::collaboration_level,
       route::route_to_market, "estimatedValue", "annualValue", "engagementPlannedOn", "tenderPlannedOn",
       "awardPlannedOn", "startPlannedOn", "endPlannedOn", c.id, "abandonedOn", '${NOTE}', r.confidential
     from rows r join forces f on f.code = r."leadForce" join authorities a on a.name = r.authority
     left join categories k on k.scheme = 'LOCAL' and k.code = r.category
     left join contracts c on c.reference = r."expiringContract" order by place`,
  );
  await write(
    database,
    pipeline.flatMap(({ reference, forces }) => forces.map((force) => ({ reference, force }))),
    { reference: "text", force: "text" },
    `insert into pipeline_forces (pipeline_item_id, force_id)
     select i.id, f.id from rows r join pipeline_items i on i.reference = r.reference join forces f on f.code = r.force
     order by place on conflict do nothing`,
  );
  await write(
    database,
    pipeline.flatMap(({ reference, engagements }) => engagements.map((engagement) => ({ reference, ...engagement }))),
    { reference: "text", heldOn: "date", kind: "text", title: "text" },
    `insert into pipeline_engagements (pipeline_item_id, held_on, kind, title)
     select i.id, "heldOn", kind::engagement_kind, r.title from rows r join pipeline_items i on i.reference = r.reference
     order by place`,
  );
}
