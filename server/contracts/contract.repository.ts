import { changedSince } from "../database/versions.js";
import { type Columns, type Parts, type RowSource, selectList } from "../graph/columns.js";
import { booleanIs, dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { inOrderOfChange } from "../graph/lastChange.js";
import { type Batch, manyEach, partsEach, rowCalled, rowsEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type ContractStatus } from "./contract.enums.js";
import { type ContractOrderField, type ContractWhere } from "./contract.inputs.js";
import { maximumEndSql, openMonthsSql, statusSql } from "./contract.status.js";
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

export const contractColumns: Columns = {
  id: "c.id::text",
  reference: "c.reference",
  title: "c.title",
  description: "c.description",
  ocid: "c.ocid",
  supplierId: "c.supplier_id::text",
  categoryId: "c.category_id::text",
  authorityId: "c.authority_id::text",
  leadForceId: "c.lead_force_id::text",
  collaborationLevel: "c.collaboration_level",
  routeToMarket: "c.route_to_market",
  regime: "c.regime",
  ownerRole: "c.owner_role",
  managedByProcurement: "c.managed_by_procurement",
  confidential: "c.confidential",
  awardedOn: "c.awarded_on::text",
  startsOn: "c.starts_on::text",
  initialEndsOn: "c.initial_ends_on::text",
  reviewOn: "c.review_on::text",
  noticeMonths: "c.notice_months",
  exercisedMonths: "c.exercised_months",
  currentEndsOn: "c.current_ends_on::text",
  terminatedOn: "c.terminated_on::text",
  supersededOn: "c.superseded_on::text",
  supersededById: "c.superseded_by_id::text",
  annualValue: "c.annual_value::text",
  awardValue: "c.award_value::text",
  valueVatBasis: "c.value_vat_basis",
  currency: "c.currency",
  note: "c.note",
  frameworkId: "c.framework_id::text",
  frameworkReference: "c.framework_reference",
  isCallOff: "c.is_call_off",
  tier: "c.tier",
  risk: "c.risk",
  livingWage: "c.living_wage",
  carbonSavedTonnes: "c.carbon_saved_tonnes::text",
  serviceLine: "c.service_line",
  centralisationPlannedOn: "c.centralisation_planned_on::text",
  centralisedOn: "c.centralised_on::text",
  version: "c.version",
  createdAt: "c.created_at::text",
  updatedAt: "c.updated_at::text",
  updatedById: "c.updated_by_id::text",
};
const selected = selectList(contractColumns);

/** A contract that was deleted is found by nobody. */
export const contractSource: RowSource = {
  from: "contracts c",
  id: "c.id",
  always: "c.deleted_at is null",
  called: (reference) => `c.reference_key = upper(${reference})`,
};

const contractVersions = { versions: "contract_versions", id: "c.id" };

export const contractList: List<ContractWhere, ContractOrderField> = {
  name: "contracts",
  ...contractSource,
  columns: selected,
  fields: (today) => ({
    reference: textIs("c.reference", "c.reference_key"),
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
    maximumEndsOn: (filter, parameters) =>
      dateIs(maximumEndSql("c", parameters.add(today, "date")))(filter, parameters),
    reviewOn: dateIs("c.review_on"),
    annualValue: decimalIs("c.annual_value"),
    awardValue: decimalIs("c.award_value"),
    updatedSince: (moment, parameters) =>
      changedSince(contractVersions, "c.updated_at", parameters.add(moment, "timestamptz")),
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

/** The list for a page. */
export const contractListFor = inOrderOfChange(contractList, contractVersions, "c.version");

export const contractById = rowsEach<Contract>(contractSource, contractColumns);

export const contractByReference = rowCalled<Contract>(contractSource, contractColumns);

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

/** What the options of contracts come to on one day, by contract. */
export const openOptionsOn = (
  day: CalendarDate,
): Batch<{ readonly availableMonths: number; readonly maximumEndsOn: CalendarDate | null }> => ({
  name: `open options on ${day}`,
  missing: { availableMonths: 0, maximumEndsOn: null },
  read: async (database, ids) => {
    const rows = await database.rows<{ id: string; availableMonths: number; maximumEndsOn: CalendarDate | null }>(
      `select c.id::text as id, ${openMonthsSql("c", "$2::date")} as "availableMonths",
         ${maximumEndSql("c", "$2::date")}::text as "maximumEndsOn"
       from contracts c where c.id = any($1::bigint[])`,
      [ids, day],
    );
    return new Map(rows.map(({ id, ...open }) => [id, open]));
  },
});

export const furtherSuppliers: Parts = {
  from: "contract_further_suppliers f join suppliers s on s.id = f.supplier_id",
  owner: "f.contract_id",
  columns: {
    contractId: "f.contract_id::text",
    supplierId: "f.supplier_id::text",
  },
  order: "s.name, s.id",
};
export const furtherSuppliersOf = partsEach<{ contractId: string; supplierId: string }>(
  furtherSuppliers,
  (row) => row.contractId,
);

export const lots: Parts = {
  from: "contract_lots l",
  owner: "l.contract_id",
  columns: {
    contractId: "l.contract_id::text",
    key: "l.contract_id || ' ' || l.number",
    number: "l.number",
    title: "l.title",
    supplierId: "l.supplier_id::text",
    value: "l.value::text",
  },
  order: "l.number",
};
export const lotsOf = partsEach<ContractLot>(lots, (lot) => lot.contractId);

export const participants: Parts = {
  from: "contract_participants p join forces f on f.id = p.force_id",
  owner: "p.contract_id",
  columns: {
    contractId: "p.contract_id::text",
    forceId: "p.force_id::text",
    sharePercent: "p.share_percent::text",
    validFrom: "p.valid_from::text",
    validTo: "p.valid_to::text",
  },
  order: "p.valid_from, f.code",
};
export const participantsOf = partsEach<ContractParticipant>(participants, (participant) => participant.contractId);

export const extensionOptions: Parts = {
  from: "contract_extension_options x",
  owner: "x.contract_id",
  columns: {
    contractId: "x.contract_id::text",
    sequence: "x.sequence",
    months: "x.months",
    latestNoticeOn: "x.latest_notice_on::text",
    state: "x.state",
    noticeBy: `(min(x.latest_notice_on) filter (where x.state = 'AVAILABLE') over (
      partition by x.contract_id order by x.sequence))::text`,
  },
  order: "x.sequence",
};
export const extensionOptionsOf = partsEach<ExtensionOption>(extensionOptions, (option) => option.contractId);

export const statedValues: Parts = {
  from: "contract_values v",
  owner: "v.contract_id",
  columns: {
    contractId: "v.contract_id::text",
    kind: "v.kind",
    asAt: "v.as_at::text",
    net: "v.net::text",
    gross: "v.gross::text",
    vatBasis: "v.vat_basis",
    currency: "v.currency",
    source: "v.source",
  },
  order: "v.as_at desc, v.kind",
};
export const valuesOf = partsEach<ContractValue>(statedValues, (value) => value.contractId);

export const references: Parts = {
  from: "contract_references r",
  owner: "r.contract_id",
  columns: {
    contractId: "r.contract_id::text",
    sourceSystem: "r.source_system",
    reference: "r.reference",
    isAlias: "r.is_alias",
  },
  order: "r.source_system, r.is_alias, r.reference",
};
export const referencesOf = partsEach<ContractReference>(references, (reference) => reference.contractId);

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
export const furtherBuyers: Parts = {
  from: "contract_buyers b join authorities a on a.id = b.authority_id join contracts c on c.id = b.contract_id",
  owner: "b.contract_id",
  always: "b.authority_id is distinct from c.authority_id",
  columns: {
    contractId: "b.contract_id::text",
    authorityId: "b.authority_id::text",
  },
  order: "a.name",
};
export const furtherBuyersOf = partsEach<{ contractId: string; authorityId: string }>(
  furtherBuyers,
  (row) => row.contractId,
);

export const tags: Parts = {
  from: "contract_tags t",
  owner: "t.contract_id",
  columns: {
    contractId: "t.contract_id::text",
    scheme: "t.scheme",
    tag: "t.tag",
  },
  order: "t.scheme, t.tag",
};
export const tagsOf = partsEach<ContractTag>(tags, (tag) => tag.contractId);

export const events: Parts = {
  from: "contract_events e",
  owner: "e.contract_id",
  columns: {
    id: "e.id::text",
    contractId: "e.contract_id::text",
    kind: "e.kind",
    effectiveOn: "e.effective_on::text",
    note: "e.note",
    changes: "e.changes",
    oldSupplierId: "e.old_supplier_id::text",
    newSupplierId: "e.new_supplier_id::text",
    recordedAt: "e.recorded_at::text",
    recordedById: "e.recorded_by_id::text",
  },
  order: "e.effective_on, e.id",
};
export const eventsOf = partsEach<ContractEvent>(events, (event) => event.contractId);

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
