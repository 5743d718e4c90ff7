import { type Column, type Dataset } from "./dataset.js";
import { CollaborationLevel, RouteToMarket, VatBasis } from "../contracts/contract.enums.js";
import { PipelineStage } from "../contracts/pipeline.types.js";
import { valuesOf } from "../graph/enum.js";
import { changedBy, changedOn, choice, confidential, date, lookup, money, text } from "./columns.js";

const noticeNeeded: Column = {
  field: "needsPipelineNotice",
  label: "UK1",
  description: "Whether a pipeline notice of the as-at date must list it; blank where what decides it is not known.",
  type: "BOOLEAN",
  unit: null,
  sql: "(select pipeline_needs_uk1(y, $as_at) from pipeline_items y where y.id = r.id)",
};

/** The pipeline as a table: one row a planned purchase. */
export const pipelineDataset: Dataset = {
  name: "PIPELINE",
  label: "Pipeline",
  description: "The purchases that are planned: one row a purchase, with its stage, dates and estimate.",
  table: { name: "pipeline_items", history: "pipeline_history" },
  idKind: "pipeline_item",
  from: `pipeline_items r
    left join categories k on k.id = r.category_id
    left join forces f on f.id = r.lead_force_id
    left join authorities a on a.id = r.authority_id
    left join contracts c on c.id = r.expiring_contract_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null",
  version: "r.version",
  updatedAt: "r.updated_at",
  gone: "r.deleted_at is not null",
  columns: [
    text("reference", "Reference", "What people call it by. Unique; cannot be changed here.", "reference", {
      required: true,
      onInsertOnly: true,
      longest: 100,
    }),
    text("title", "Title", "What is to be bought, in a few words.", "title", { required: true, longest: 500 }),
    choice(
      "stage",
      "Stage",
      "How far it has come. AWARDED cannot be typed: it comes with the award.",
      valuesOf(PipelineStage),
      { column: "stage", type: "pipeline_stage" },
      { required: true, insertDefault: "'IDEA'" },
    ),
    lookup("category", "Category", "What is to be bought.", "k.name", "category", "category_id"),
    lookup("leadForce", "Lead force", "Code of the force that leads.", "f.code", "force", "lead_force_id"),
    text(
      "forces",
      "Forces",
      "Codes of the forces it is for.",
      null,
      {},
      `(select string_agg(x.code, ' ' order by x.code) from pipeline_forces y join forces x on x.id = y.force_id
        where y.pipeline_item_id = r.id)`,
    ),
    lookup("authority", "Authority", "The legal buyer.", "a.name", "authority", "authority_id"),
    choice(
      "collaborationLevel",
      "Collaboration level",
      "How widely it is to be bought together.",
      valuesOf(CollaborationLevel),
      { column: "collaboration_level" },
      { required: true, insertDefault: "'LOCAL'" },
    ),
    choice("routeToMarket", "Route to market", "How it is to be bought.", valuesOf(RouteToMarket), {
      column: "route_to_market",
    }),
    money("estimatedValue", "Estimate", "Over the whole term with options.", "estimated_value", "r.estimated_value", {
      least: "0",
    }),
    choice(
      "estimatedVatBasis",
      "Estimate's VAT",
      "Whether the estimate includes VAT.",
      valuesOf(VatBasis),
      { column: "estimated_vat_basis", type: "vat_basis" },
      { required: true, insertDefault: "'NET'" },
    ),
    money("annualValue", "Annual value", "Estimate for one year, net of VAT.", "annual_value", "r.annual_value", {
      least: "0",
    }),
    date("engagementPlannedOn", "Engagement", "When suppliers are to be asked.", "engagement_planned_on"),
    date("tenderPlannedOn", "Tender", "When the tender is to go out.", "tender_planned_on"),
    date("awardPlannedOn", "Award", "When it is to be awarded.", "award_planned_on"),
    date("startPlannedOn", "Starts", "When the contract is to start.", "start_planned_on"),
    date("endPlannedOn", "Ends", "Its last day before options.", "end_planned_on"),
    lookup(
      "expiringContract",
      "Replaces",
      "Reference of the contract that it replaces.",
      "c.reference",
      "contract",
      "expiring_contract_id",
    ),
    text(
      "contract",
      "Became",
      "Reference of the contract that it became.",
      null,
      {},
      "(select x.reference from pipeline_items y join contracts x on x.id = y.contract_id where y.id = r.id)",
    ),
    noticeNeeded,
    text("ownerRole", "Owner", "The role that looks after it.", "owner_role", { longest: 200 }),
    confidential,
    text("description", "Description", "What is to be bought, in full.", "description", { longest: 4000 }),
    text("note", "Note", "Anything a colleague should know.", "note", { longest: 4000 }),
    changedBy,
    changedOn,
  ],
  defaultColumns: [
    "reference",
    "title",
    "stage",
    "leadForce",
    "forces",
    "category",
    "estimatedValue",
    "tenderPlannedOn",
    "startPlannedOn",
    "expiringContract",
    "needsPipelineNotice",
  ],
  defaultOrder: ["reference"],
};
