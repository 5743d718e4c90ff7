import { type Database } from "../database/database.js";
import { dateIs, decimalIs, enumIs, idIs, related, textIs } from "../graph/condition.js";
import { type Batch, manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  type EngagementInput,
  type PipelineEngagement,
  type PipelineItem,
  type PipelineItemOrderField,
  type PipelineItemWhere,
  type PipelineStage,
} from "./pipeline.types.js";

const itemColumns = `i.id::text as "id", i.reference, i.title, i.description, i.stage,
  i.collaboration_level as "collaborationLevel", i.route_to_market as "routeToMarket",
  i.estimated_value::text as "estimatedValue", i.estimated_vat_basis as "estimatedVatBasis",
  i.annual_value::text as "annualValue", i.engagement_planned_on::text as "engagementPlannedOn",
  i.tender_planned_on::text as "tenderPlannedOn", i.award_planned_on::text as "awardPlannedOn",
  i.start_planned_on::text as "startPlannedOn", i.end_planned_on::text as "endPlannedOn",
  i.abandoned_on::text as "abandonedOn", i.owner_role as "ownerRole", i.note, i.version,
  i.updated_at::text as "updatedAt", i.lead_force_id::text as "leadForceId", i.authority_id::text as "authorityId",
  i.category_id::text as "categoryId", i.expiring_contract_id::text as "expiringContractId",
  i.contract_id::text as "contractId"`;

export const pipelineList: List<PipelineItemWhere, PipelineItemOrderField> = {
  name: "pipeline",
  columns: itemColumns,
  from: "pipeline_items i",
  id: "i.id",
  always: "i.deleted_at is null",
  fields: () => ({
    reference: textIs("i.reference"),
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

export const pipelineItemById = oneEach<PipelineItem>(
  (database, ids) =>
    database.rows(
      `select ${itemColumns} from pipeline_items i where i.id = any($1::bigint[]) and i.deleted_at is null`,
      [ids],
    ),
  (item) => item.id,
);

export const pipelineItemByReference = (database: Database, reference: string): Promise<PipelineItem | null> =>
  database.row(
    `select ${itemColumns} from pipeline_items i where upper(i.reference) = upper($1) and i.deleted_at is null`,
    [reference],
  );

export const forcesOfPipelineItem = manyEach<{ pipelineItemId: string; forceId: string; code: string }>(
  (database, ids) =>
    database.rows(
      `select p.pipeline_item_id::text as "pipelineItemId", p.force_id::text as "forceId", f.code
       from pipeline_forces p join forces f on f.id = p.force_id
       where p.pipeline_item_id = any($1::bigint[]) order by f.code`,
      [ids],
    ),
  (row) => row.pipelineItemId,
);

export const engagementsOf = manyEach<PipelineEngagement>(
  (database, ids) =>
    database.rows(
      `select pipeline_item_id::text as "pipelineItemId", held_on::text as "heldOn", kind, title, outcome,
         suppliers_present as "suppliersPresent"
       from pipeline_engagements where pipeline_item_id = any($1::bigint[]) order by held_on, id`,
      [ids],
    ),
  (row) => row.pipelineItemId,
);

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
export const pipelineOfContract = manyEach<PipelineItem & { expiringContractId: string }>(
  (database, ids) =>
    database.rows(
      `select ${itemColumns} from pipeline_items i
       where i.expiring_contract_id = any($1::bigint[]) and i.deleted_at is null order by i.reference`,
      [ids],
    ),
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
  note: "text",
} as const;
export type PipelineColumns = Readonly<Record<keyof typeof columnTypes, string | null>>;

/** What the acts on planned purchases read and write. Run it inside a transaction. */
export const pipelineWritesIn = (database: Database) => ({
  async referenceIsTaken(reference: string): Promise<boolean> {
    const sql = `select from pipeline_items where upper(reference) = upper($1) and deleted_at is null`;
    return (await database.row(sql, [reference])) !== null;
  },

  async lock(id: string): Promise<PipelineItem | null> {
    await database.rows(`select from pipeline_items where id = $1 for update`, [id]);
    return (await pipelineItemById.read(database, [id])).get(id) ?? null;
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
