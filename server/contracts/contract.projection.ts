import {
  joined,
  many,
  nodeIdOf,
  one,
  page,
  partsOf,
  personName,
  type Projection,
  value,
} from "../graph/projection/projection.js";
import * as tables from "./contract.repository.js";
import { maximumEndSql, openMonthsSql, statusOfOneSql, statusSql } from "./contract.status.js";
import { contractPlans, itemColumns, itemForces, itemSource, itemEngagements } from "./pipeline.repository.js";

const onDay = (sql: (day: string, isAlone: boolean) => string) =>
  value(({ argument, parameter, today, isAlone }) => sql(parameter(argument("asAt") ?? today, "date"), isAlone));

/** Contracts and what belongs to them, as one statement reads them. The resolvers say the same. */
export const contractProjections: readonly (Partial<Projection> & Pick<Projection, "type">)[] = [
  {
    type: "Contract",
    columns: tables.contractColumns,
    source: tables.contractSource,
    fields: {
      id: nodeIdOf("contract", "c.id"),
      status: onDay((day, isAlone) => (isAlone ? statusOfOneSql : statusSql)("c", day)),
      maximumEndsOn: onDay((day) => maximumEndSql("c", day)),
      availableMonths: onDay((day) => openMonthsSql("c", day)),
      supplier: one("c.supplier_id"),
      supplierOn: one(({ argument, parameter }) => `contract_supplier_on(c, ${parameter(argument("asAt"), "date")})`),
      furtherSuppliers: partsOf(tables.furtherSuppliers, "c.id"),
      category: one("c.category_id"),
      authority: one("c.authority_id"),
      furtherBuyers: partsOf(tables.furtherBuyers, "c.id"),
      framework: one("c.framework_id"),
      leadForce: one("c.lead_force_id"),
      supersededBy: one("c.superseded_by_id"),
      lots: partsOf(tables.lots, "c.id"),
      participants: partsOf(tables.participants, "c.id"),
      extensionOptions: partsOf(tables.extensionOptions, "c.id"),
      values: partsOf(tables.statedValues, "c.id"),
      references: partsOf(tables.references, "c.id"),
      tags: partsOf(tables.tags, "c.id"),
      events: partsOf(tables.events, "c.id"),
      replacements: partsOf(contractPlans, "c.id"),
      updatedBy: personName("c.updated_by_id"),
    },
  },
  {
    type: "ContractLot",
    columns: tables.lots.columns,
    fields: {
      supplier: one("l.supplier_id"),
      furtherSuppliers: many(
        "contract_lot_suppliers x join suppliers s on s.id = x.supplier_id",
        ({ of }) => `x.contract_id = ${of("l.contract_id")} and x.number = ${of("l.number")}`,
        "s.name, s.id",
      ),
      forces: many(
        "contract_lot_forces x join forces f on f.id = x.force_id",
        ({ of }) => `x.contract_id = ${of("l.contract_id")} and x.number = ${of("l.number")}`,
        "f.code",
      ),
    },
  },
  { type: "ContractParticipant", columns: tables.participants.columns, fields: { force: joined() } },
  {
    type: "ExtensionOption",
    columns: tables.extensionOptions.columns,
    fields: {
      state: onDay((day) => {
        const { noticeBy, state } = tables.extensionOptions.columns;
        return `case when ${state} = 'AVAILABLE' and (${noticeBy})::date < ${day} then 'LAPSED' else ${state} end`;
      }),
    },
  },
  { type: "ContractValue", columns: tables.statedValues.columns },
  { type: "ContractReference", columns: tables.references.columns },
  { type: "ContractTag", columns: tables.tags.columns },
  {
    type: "ContractEvent",
    columns: tables.events.columns,
    fields: {
      changes: many(
        ({ of }) => `jsonb_array_elements(${of("e.changes")}) with ordinality h(change, place)`,
        "true",
        "h.place",
      ),
      oldSupplier: one("e.old_supplier_id"),
      newSupplier: one("e.new_supplier_id"),
      recordedBy: personName("e.recorded_by_id"),
    },
  },
  {
    type: "ContractEventChange",
    columns: { field: "h.change ->> 'field'", before: "h.change ->> 'before'", after: "h.change ->> 'after'" },
  },
  {
    type: "PipelineItem",
    columns: itemColumns,
    source: itemSource,
    fields: {
      id: nodeIdOf("pipeline_item", "i.id"),
      leadForce: one("i.lead_force_id"),
      forces: partsOf(itemForces, "i.id"),
      authority: one("i.authority_id"),
      category: one("i.category_id"),
      expiringContract: one("i.expiring_contract_id"),
      contract: one("i.contract_id"),
      engagements: partsOf(itemEngagements, "i.id"),
      needsPipelineNotice: onDay((day) => `pipeline_needs_uk1(i, ${day})`),
    },
  },
  { type: "PipelineEngagement", columns: itemEngagements.columns },
  { type: "Supplier", fields: { contracts: page("s.id") } },
];
