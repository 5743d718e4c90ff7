import { type Database } from "../database/database.js";
import { booleanIs, dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { type Batch, manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type ContractStatus } from "./contract.enums.js";
import { type ContractOrderField, type ContractWhere } from "./contract.inputs.js";
import { statusSql } from "./contract.status.js";
import {
  type Contract,
  type ContractEvent,
  type ContractLot,
  type ContractParticipant,
  type ContractReference,
  type ContractTag,
  type ContractValue,
  type ExtensionOption,
} from "./contract.types.js";

const contractColumns = `c.id::text as "id", c.reference, c.title, c.description, c.ocid,
  c.supplier_id::text as "supplierId", c.category_id::text as "categoryId", c.authority_id::text as "authorityId",
  c.lead_force_id::text as "leadForceId", c.collaboration_level as "collaborationLevel",
  c.route_to_market as "routeToMarket", c.regime, c.owner_role as "ownerRole",
  c.managed_by_procurement as "managedByProcurement", c.awarded_on::text as "awardedOn",
  c.starts_on::text as "startsOn", c.initial_ends_on::text as "initialEndsOn", c.review_on::text as "reviewOn",
  c.notice_months as "noticeMonths", c.exercised_months as "exercisedMonths", c.available_months as "availableMonths",
  c.current_ends_on::text as "currentEndsOn", c.maximum_ends_on::text as "maximumEndsOn",
  c.terminated_on::text as "terminatedOn", c.superseded_on::text as "supersededOn",
  c.superseded_by_id::text as "supersededById", c.annual_value::text as "annualValue",
  c.award_value::text as "awardValue", c.value_vat_basis as "valueVatBasis", c.currency, c.note,
  c.framework_id::text as "frameworkId", c.framework_reference as "frameworkReference", c.is_call_off as "isCallOff",
  c.tier, c.risk, c.living_wage as "livingWage", c.carbon_saved_tonnes::text as "carbonSavedTonnes",
  c.service_line as "serviceLine", c.centralisation_planned_on::text as "centralisationPlannedOn",
  c.centralised_on::text as "centralisedOn", c.version,
  c.created_at::text as "createdAt", c.updated_at::text as "updatedAt", c.updated_by_id::text as "updatedById"`;

export const contractList: List<ContractWhere, ContractOrderField> = {
  name: "contracts",
  columns: contractColumns,
  from: "contracts c",
  id: "c.id",
  always: "c.deleted_at is null",
  fields: (today) => ({
    reference: textIs("c.reference"),
    title: textIs("c.title"),
    ocid: textIs("c.ocid"),
    ownerRole: textIs("c.owner_role"),
    status: (filter, parameters) =>
      `${statusSql("c", parameters.add(filter.asAt ?? today, "date"))} =
        any(${parameters.add(filter.in, "contract_status[]")})`,
    liveOn: (day, parameters) => `contract_live_on(c, ${parameters.add(day, "date")})`,
    supplier: idIs("supplier", "c.supplier_id"),
    supplierName: related("c.supplier_id in (select s.id from suppliers s where", textIs("s.name")),
    category: idIs("category", "c.category_id"),
    authorityName: related("c.authority_id in (select a.id from authorities a where", textIs("a.name")),
    leadForce: idIs("force", "c.lead_force_id"),
    participant: related(
      "exists (select from contract_participants p where p.contract_id = c.id and",
      idIs("force", "p.force_id"),
    ),
    collaborationLevel: enumIs("c.collaboration_level", "collaboration_level"),
    routeToMarket: enumIs("c.route_to_market", "route_to_market"),
    regime: enumIs("c.regime", "procurement_regime"),
    buyerName: related(
      `exists (select from authorities a where (a.id = c.authority_id or exists (
        select from contract_buyers b where b.contract_id = c.id and b.authority_id = a.id)) and`,
      textIs("a.name"),
    ),
    tag: related("exists (select from contract_tags t where t.contract_id = c.id and", textIs("t.tag")),
    otherReference: related(
      "exists (select from contract_references r where r.contract_id = c.id and",
      textIs("r.reference"),
    ),
    framework: idIs("contract", "c.framework_id"),
    isCallOff: (callOff, parameters) => `c.is_call_off = ${parameters.add(callOff, "boolean")}`,
    tier: enumIs("c.tier", "contract_tier"),
    risk: enumIs("c.risk", "risk_level"),
    livingWage: booleanIs("c.living_wage"),
    serviceLine: textIs("c.service_line"),
    managedByProcurement: (managed, parameters) => `c.managed_by_procurement = ${parameters.add(managed, "boolean")}`,
    awardedOn: dateIs("c.awarded_on"),
    startsOn: dateIs("c.starts_on"),
    initialEndsOn: dateIs("c.initial_ends_on"),
    currentEndsOn: dateIs("c.current_ends_on"),
    maximumEndsOn: dateIs("c.maximum_ends_on"),
    reviewOn: dateIs("c.review_on"),
    annualValue: decimalIs("c.annual_value"),
    awardValue: decimalIs("c.award_value"),
    updatedSince: (moment, parameters) => `c.updated_at >= ${parameters.add(moment, "timestamptz")}`,
  }),
  orders: {
    REFERENCE: { expression: "c.reference", type: "text", neverNull: true },
    TITLE: { expression: "c.title", type: "text", neverNull: true },
    SUPPLIER_NAME: { expression: "(select s.name from suppliers s where s.id = c.supplier_id)", type: "text" },
    STARTS_ON: { expression: "c.starts_on", type: "date" },
    CURRENT_ENDS_ON: { expression: "c.current_ends_on", type: "date" },
    ANNUAL_VALUE: { expression: "c.annual_value", type: "numeric" },
    AWARD_VALUE: { expression: "c.award_value", type: "numeric" },
    UPDATED_AT: { expression: "c.updated_at", type: "timestamptz", neverNull: true },
  },
  usualOrder: "REFERENCE",
};

export const contractById = oneEach<Contract>(
  (database, ids) =>
    database.rows(
      `select ${contractColumns} from contracts c where c.id = any($1::bigint[]) and c.deleted_at is null`,
      [ids],
    ),
  (contract) => contract.id,
);

export const contractByReference = (database: Database, reference: string): Promise<Contract | null> =>
  database.row(
    `select ${contractColumns} from contracts c where upper(c.reference) = upper($1) and c.deleted_at is null`,
    [reference],
  );

/** The statuses of contracts on one day, by contract. */
export const statusOn = (day: CalendarDate): Batch<ContractStatus | null> => ({
  name: `contract status on ${day}`,
  missing: null,
  read: async (database, ids) => {
    const rows = await database.rows<{ id: string; status: ContractStatus }>(
      `select c.id::text as id, ${statusSql("c", "$2::date")} as status from contracts c where c.id = any($1::bigint[])`,
      [ids, day],
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  },
});

export const furtherSuppliersOf = manyEach<{ contractId: string; supplierId: string }>(
  (database, ids) =>
    database.rows(
      `select f.contract_id::text as "contractId", f.supplier_id::text as "supplierId"
       from contract_further_suppliers f join suppliers s on s.id = f.supplier_id
       where f.contract_id = any($1::bigint[]) order by s.name, s.id`,
      [ids],
    ),
  (row) => row.contractId,
);

export const lotsOf = manyEach<ContractLot>(
  (database, ids) =>
    database.rows(
      `select contract_id::text as "contractId", contract_id || ' ' || number as key, number, title,
         supplier_id::text as "supplierId", value::text as value
       from contract_lots where contract_id = any($1::bigint[]) order by number`,
      [ids],
    ),
  (lot) => lot.contractId,
);

export const participantsOf = manyEach<ContractParticipant>(
  (database, ids) =>
    database.rows(
      `select p.contract_id::text as "contractId", p.force_id::text as "forceId",
         p.share_percent::text as "sharePercent", p.valid_from::text as "validFrom", p.valid_to::text as "validTo"
       from contract_participants p join forces f on f.id = p.force_id
       where p.contract_id = any($1::bigint[]) order by p.valid_from, f.code`,
      [ids],
    ),
  (participant) => participant.contractId,
);

export const extensionOptionsOf = manyEach<ExtensionOption>(
  (database, ids) =>
    database.rows(
      `select contract_id::text as "contractId", sequence, months, latest_notice_on::text as "latestNoticeOn", state
       from contract_extension_options where contract_id = any($1::bigint[]) order by sequence`,
      [ids],
    ),
  (option) => option.contractId,
);

export const valuesOf = manyEach<ContractValue>(
  (database, ids) =>
    database.rows(
      `select contract_id::text as "contractId", kind, as_at::text as "asAt", net::text as net, gross::text as gross,
         vat_basis as "vatBasis", currency, source
       from contract_values where contract_id = any($1::bigint[]) order by as_at desc, kind`,
      [ids],
    ),
  (value) => value.contractId,
);

export const referencesOf = manyEach<ContractReference>(
  (database, ids) =>
    database.rows(
      `select contract_id::text as "contractId", source_system as "sourceSystem", reference,
         is_alias as "isAlias"
       from contract_references where contract_id = any($1::bigint[]) order by source_system, is_alias, reference`,
      [ids],
    ),
  (reference) => reference.contractId,
);

/** Lots are keyed by contract and number, "12 1". */
export const suppliersOfLot = manyEach<{ key: string; supplierId: string }>(
  (database, keys) =>
    database.rows(
      `select l.contract_id || ' ' || l.number as key, l.supplier_id::text as "supplierId"
       from contract_lot_suppliers l join suppliers s on s.id = l.supplier_id
       where l.contract_id || ' ' || l.number = any($1::text[])
         and l.contract_id = any(select split_part(key, ' ', 1)::bigint from unnest($1::text[]) key)
       order by s.name, s.id`,
      [keys],
    ),
  (row) => row.key,
);

export const forcesOfLot = manyEach<{ key: string; forceId: string }>(
  (database, keys) =>
    database.rows(
      `select l.contract_id || ' ' || l.number as key, l.force_id::text as "forceId"
       from contract_lot_forces l join forces f on f.id = l.force_id
       where l.contract_id || ' ' || l.number = any($1::text[])
         and l.contract_id = any(select split_part(key, ' ', 1)::bigint from unnest($1::text[]) key)
       order by f.code`,
      [keys],
    ),
  (row) => row.key,
);

/** The legal buyers beside the main one, by name. */
export const furtherBuyersOf = manyEach<{ contractId: string; authorityId: string }>(
  (database, ids) =>
    database.rows(
      `select b.contract_id::text as "contractId", b.authority_id::text as "authorityId"
       from contract_buyers b join authorities a on a.id = b.authority_id join contracts c on c.id = b.contract_id
       where b.contract_id = any($1::bigint[]) and b.authority_id is distinct from c.authority_id order by a.name`,
      [ids],
    ),
  (row) => row.contractId,
);

export const tagsOf = manyEach<ContractTag>(
  (database, ids) =>
    database.rows(
      `select contract_id::text as "contractId", scheme, tag from contract_tags
       where contract_id = any($1::bigint[]) order by scheme, tag`,
      [ids],
    ),
  (tag) => tag.contractId,
);

export const eventsOf = manyEach<ContractEvent>(
  (database, ids) =>
    database.rows(
      `select id::text as id, contract_id::text as "contractId", kind, effective_on::text as "effectiveOn", note, changes,
         old_supplier_id::text as "oldSupplierId", new_supplier_id::text as "newSupplierId",
         recorded_at::text as "recordedAt", recorded_by_id::text as "recordedById"
       from contract_events where contract_id = any($1::bigint[]) order by effective_on, id`,
      [ids],
    ),
  (event) => event.contractId,
);

/** The main suppliers of contracts on one day, by contract; null where none is recorded. */
export const supplierOn = (day: CalendarDate): Batch<string | null> => ({
  name: `contract supplier on ${day}`,
  missing: null,
  read: async (database, ids) => {
    const rows = await database.rows<{ id: string; supplierId: string | null }>(
      `select c.id::text as id, contract_supplier_on(c, $2::date)::text as "supplierId"
       from contracts c where c.id = any($1::bigint[])`,
      [ids, day],
    );
    return new Map(rows.map(({ id, supplierId }) => [id, supplierId]));
  },
});
