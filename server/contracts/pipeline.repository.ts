import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Columns, type Parts, type RowSource, selectList } from "../graph/columns.js";
import { dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { type Batch, partsEach, rowCalled, rowsEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type CollaborationLevel } from "./contract.enums.js";
import {
  type EngagementInput,
  type PipelineEngagement,
  type PipelineItem,
  type PipelineItemOrderField,
  type PipelineItemWhere,
  type PipelineStage,
} from "./pipeline.types.js";

export const itemColumns: Columns = {
  id: "i.id::text",
  reference: "i.reference",
  title: "i.title",
  description: "i.description",
  stage: "i.stage",
  collaborationLevel: "i.collaboration_level",
  routeToMarket: "i.route_to_market",
  estimatedValue: "i.estimated_value::text",
  estimatedVatBasis: "i.estimated_vat_basis",
  annualValue: "i.annual_value::text",
  engagementPlannedOn: "i.engagement_planned_on::text",
  tenderPlannedOn: "i.tender_planned_on::text",
  awardPlannedOn: "i.award_planned_on::text",
  startPlannedOn: "i.start_planned_on::text",
  endPlannedOn: "i.end_planned_on::text",
  abandonedOn: "i.abandoned_on::text",
  ownerRole: "i.owner_role",
  confidential: "i.confidential",
  note: "i.note",
  version: "i.version",
  updatedAt: "i.updated_at::text",
  leadForceId: "i.lead_force_id::text",
  authorityId: "i.authority_id::text",
  categoryId: "i.category_id::text",
  expiringContractId: "i.expiring_contract_id::text",
  contractId: "i.contract_id::text",
};
const selected = selectList(itemColumns);

/** A planned purchase that was deleted is found by nobody. */
export const itemSource: RowSource = {
  from: "pipeline_items i",
  id: "i.id",
  always: "i.deleted_at is null",
  called: (reference) => `i.reference_key = upper(${reference})`,
};

export const pipelineList: List<PipelineItemWhere, PipelineItemOrderField> = {
  name: "pipeline",
  ...itemSource,
  columns: selected,
  fields: () => ({
    reference: textIs("i.reference", "i.reference_key"),
    title: textIs("i.title"),
    stage: enumIs("i.stage", "pipeline_stage"),
    force: related(
      "exists (select from pipeline_forces f where f.pipeline_item_id = i.id and",
      idIs("force", "f.force_id"),
    ),
    category: idIs("category", "i.category_id"),
    expiringContract: idIs("contract", "i.expiring_contract_id"),
    estimatedValue: decimalIs("i.estimated_value"),
    tenderPlannedOn: dateIs("i.tender_planned_on"),
    needsPipelineNoticeOn: (day, parameters) => `pipeline_needs_uk1(i, ${parameters.add(day, "date")})`,
  }),
  orders: {
    REFERENCE: { expression: "i.reference", type: "text", neverNull: true },
    TENDER_PLANNED_ON: { expression: "i.tender_planned_on", type: "date" },
    ESTIMATED_VALUE: { expression: "i.estimated_value", type: "numeric" },
  },
  usualOrder: "REFERENCE",
};

export const pipelineItemById = rowsEach<PipelineItem>(itemSource, itemColumns);

export const pipelineItemByReference = rowCalled<PipelineItem>(itemSource, itemColumns);

export const itemForces: Parts = {
  from: "pipeline_forces p join forces f on f.id = p.force_id",
  owner: "p.pipeline_item_id",
  columns: {
    pipelineItemId: "p.pipeline_item_id::text",
    forceId: "p.force_id::text",
    code: "f.code",
  },
  order: "f.code",
};
export const forcesOfPipelineItem = partsEach<{ pipelineItemId: string; forceId: string; code: string }>(
  itemForces,
  (row) => row.pipelineItemId,
);

export const itemEngagements: Parts = {
  from: "pipeline_engagements e",
  owner: "e.pipeline_item_id",
  columns: {
    pipelineItemId: "e.pipeline_item_id::text",
    heldOn: "e.held_on::text",
    kind: "e.kind",
    title: "e.title",
    outcome: "e.outcome",
    suppliersPresent: "e.suppliers_present",
  },
  order: "e.held_on, e.id",
};
export const engagementsOf = partsEach<PipelineEngagement>(itemEngagements, (row) => row.pipelineItemId);

/** Whether pipeline notices (UK1) of a day must list items; null where what decides it is not known. */
export const needsUk1On = (day: CalendarDate): Batch<boolean | null> => ({
  name: `pipeline notice on ${day}`,
  missing: null,
  read: async (database, ids) => {
    const rows = await database.rows<{ id: string; needed: boolean | null }>(
      `select i.id::text as id, pipeline_needs_uk1(i, $2::date) as needed
       from pipeline_items i where i.id = any($1::bigint[])`,
      [ids, day],
    );
    return new Map(rows.map(({ id, needed }) => [id, needed]));
  },
});

/** The planned purchases that are to replace a contract, by the contract. */
export const contractPlans: Parts = {
  from: "pipeline_items i",
  owner: "i.expiring_contract_id",
  always: "i.deleted_at is null",
  columns: itemColumns,
  order: "i.reference",
};
export const pipelineOfContract = partsEach<PipelineItem & { expiringContractId: string }>(
  contractPlans,
  (item) => item.expiringContractId,
);

const columnTypes = {
  reference: "text",
  title: "text",
  description: "text",
  stage: "pipeline_stage",
  lead_force_id: "bigint",
  authority_id: "bigint",
  category_id: "bigint",
  collaboration_level: "collaboration_level",
  route_to_market: "route_to_market",
  estimated_value: "numeric",
  estimated_vat_basis: "vat_basis",
  annual_value: "numeric",
  engagement_planned_on: "date",
  tender_planned_on: "date",
  award_planned_on: "date",
  start_planned_on: "date",
  end_planned_on: "date",
  expiring_contract_id: "bigint",
  owner_role: "text",
  confidential: "boolean",
  note: "text",
} as const;
export type PipelineColumns = Readonly<Record<keyof typeof columnTypes, string | boolean | null>>;

/** What the acts on planned purchases read and write. Run it inside a transaction. */
export const pipelineWritesIn = (database: Database) => ({
  /** Also by one that the caller may not see. */
  async referenceIsTaken(reference: string): Promise<boolean> {
    const sql = `select from pipeline_items where reference_key = upper($1) and deleted_at is null`;
    return (await database.during(SYSTEM, (system) => system.row(sql, [reference]))) !== null;
  },

  async lock(id: string): Promise<PipelineItem | null> {
    const locked = await database.row(`select id from pipeline_items where id = $1 for update`, [id]);
    return locked === null ? null : ((await pipelineItemById.read(database, [id])).get(id) ?? null);
  },

  async insert(columns: PipelineColumns, forceIds: readonly string[], personId: string): Promise<string> {
    const names = Object.keys(columnTypes) as (keyof PipelineColumns)[];
    const row = await database.row<{ id: string }>(
      `insert into pipeline_items (${names.join(", ")}, updated_by_id)
       values (${names.map((name, index) => `$${index + 1}::${columnTypes[name]}`).join(", ")}, $${names.length + 1})
       returning id::text as id`,
      [...names.map((name) => columns[name]), personId],
    );
    const { id } = row as { id: string };
    await database.rows(
      `insert into pipeline_forces (pipeline_item_id, force_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
      [id, forceIds],
    );
    return id;
  },

  /** Makes these the forces of an item; what stays the same is not written. */
  async setForces(id: string, forceIds: readonly string[]): Promise<void> {
    await database.rows(`delete from pipeline_forces where pipeline_item_id = $1 and force_id <> all($2::bigint[])`, [
      id,
      forceIds,
    ]);
    await database.rows(
      `insert into pipeline_forces (pipeline_item_id, force_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
      [id, forceIds],
    );
  },

  /** Marks an item as changed by somebody, with another level if one is given; gives it as it then is. */
  async touch(id: string, personId: string, level: CollaborationLevel | null = null): Promise<PipelineItem> {
    await database.rows(
      `update pipeline_items set updated_by_id = $2,
         collaboration_level = coalesce($3::collaboration_level, collaboration_level) where id = $1`,
      [id, personId, level],
    );
    return (await pipelineItemById.read(database, [id])).get(id) as PipelineItem;
  },

  async setStage(id: string, stage: PipelineStage, on: CalendarDate, personId: string): Promise<void> {
    await database.rows(
      `update pipeline_items set stage = $2::pipeline_stage, updated_by_id = $4,
         abandoned_on = case when $2::pipeline_stage = 'ABANDONED' then $3::date end where id = $1`,
      [id, stage, on, personId],
    );
  },

  async award(id: string, contractId: string, personId: string): Promise<void> {
    await database.rows(
      `update pipeline_items set stage = 'AWARDED', contract_id = $2, updated_by_id = $3 where id = $1`,
      [id, contractId, personId],
    );
  },

  async supersede(contractId: string, by: string, on: CalendarDate, personId: string): Promise<void> {
    await database.rows(
      `update contracts set superseded_on = $3, superseded_by_id = $2, updated_by_id = $4 where id = $1`,
      [contractId, by, on, personId],
    );
  },

  async recordEngagement(id: string, engagement: EngagementInput): Promise<void> {
    await database.rows(
      `insert into pipeline_engagements (pipeline_item_id, held_on, kind, title, outcome, suppliers_present)
       values ($1, $2, $3::engagement_kind, $4, $5, $6)`,
      [
        id,
        engagement.heldOn,
        engagement.kind,
        engagement.title,
        engagement.outcome ?? null,
        engagement.suppliersPresent ?? null,
      ],
    );
  },
});
