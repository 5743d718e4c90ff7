import { type Dataset } from "./dataset.js";
import {
  CollaborationLevel,
  ContractStatus,
  ContractTier,
  ProcurementRegime,
  RiskLevel,
  RouteToMarket,
} from "../contracts/contract.enums.js";
import { maximumEndSql, nextNoticeSql, statusSql } from "../contracts/contract.status.js";
import { valuesOf } from "../graph/enum.js";
import {
  changedBy,
  changedOn,
  choice,
  confidential,
  date,
  decimal,
  flag,
  integer,
  lookup,
  money,
  text,
  yesNo,
} from "./columns.js";

/** The contract register as a table: one row a contract. */
export const contractsDataset: Dataset = {
  name: "CONTRACTS",
  label: "Contracts",
  description: "The contract register: one row a contract, with its supplier, dates, values and status.",
  table: { name: "contracts", history: "contract_history", versions: "contract_versions" },
  idKind: "contract",
  from: `contracts r
    left join suppliers s on s.id = r.supplier_id
    left join categories k on k.id = r.category_id
    left join forces f on f.id = r.lead_force_id
    left join authorities a on a.id = r.authority_id
    left join contracts w on w.id = r.framework_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null",
  version: "r.version",
  updatedAt: "r.updated_at",
  gone: "r.deleted_at is not null",
  columns: [
    text(
      "reference",
      "Reference",
      "The number printed on the agreement. Unique; cannot be changed here.",
      "reference",
      {
        required: true,
        onInsertOnly: true,
        longest: 100,
      },
    ),
    text("title", "Title", "What the contract is for, in a few words.", "title", { required: true, longest: 500 }),
    lookup(
      "supplier",
      "Supplier",
      "Who is paid. The name as on the supplier list.",
      "s.name",
      "supplier",
      "supplier_id",
    ),
    lookup("category", "Category", "What is bought.", "k.name", "category", "category_id"),
    lookup("leadForce", "Lead force", "Code of the force that leads the contract.", "f.code", "force", "lead_force_id"),
    lookup("authority", "Authority", "The legal buyer.", "a.name", "authority", "authority_id"),
    choice(
      "status",
      "Status",
      "Derived at the as-at date from dates, awards and spend; nobody types it.",
      valuesOf(ContractStatus),
      {
        sql: `${statusSql("r", "$as_at")}::text`,
      },
    ),
    choice(
      "collaborationLevel",
      "Collaboration level",
      "How widely it was bought together.",
      valuesOf(CollaborationLevel),
      { column: "collaboration_level" },
      { required: true, insertDefault: "'LOCAL'" },
    ),
    choice("routeToMarket", "Route to market", "How it was bought.", valuesOf(RouteToMarket), {
      column: "route_to_market",
    }),
    choice("regime", "Regime", "The law it was procured under.", valuesOf(ProcurementRegime), {
      column: "regime",
      type: "procurement_regime",
    }),
    date("awardedOn", "Awarded", "The day it was awarded.", "awarded_on"),
    date("startsOn", "Starts", "First day of the initial term.", "starts_on"),
    date("initialEndsOn", "Initial end", "Last day of the initial term; blank when open-ended.", "initial_ends_on"),
    date("currentEndsOn", "Current end", "Initial end plus exercised extensions only.", null, "r.current_ends_on"),
    date(
      "maximumEndsOn",
      "Maximum end",
      "Current end plus every extension that can still be taken up at the as-at date; lapsed ones are not counted.",
      null,
      maximumEndSql("r", "$as_at"),
    ),
    date("reviewOn", "Review", "When it is to be looked at again.", "review_on"),
    integer("noticeMonths", "Notice (months)", "Months of notice needed to end or extend it.", "notice_months", "0"),
    money("annualValue", "Annual value", "What it is worth a year, net of VAT.", "annual_value"),
    money("awardValue", "Award value", "Value at award over the initial term, net of VAT.", "award_value"),
    text("ownerRole", "Owner", "The role that looks after it, for example Category manager, Fleet.", "owner_role", {
      longest: 200,
    }),
    flag(
      "managedByProcurement",
      "Managed by procurement",
      "True if the procurement function manages it.",
      "managed_by_procurement",
      "false",
    ),
    confidential,
    lookup(
      "framework",
      "Framework",
      "Reference, on this register, of the framework it is called off.",
      "w.reference",
      "contract",
      "framework_id",
    ),
    text(
      "frameworkReference",
      "Framework reference",
      "What the framework's owner calls it, for example RM6098.",
      "framework_reference",
      { longest: 100 },
    ),
    flag(
      "isCallOff",
      "Call-off",
      "True if it is called off a framework that another body leads.",
      "is_call_off",
      "false",
    ),
    choice("tier", "Tier", "How closely it is managed: gold, silver or bronze.", valuesOf(ContractTier), {
      column: "tier",
      type: "contract_tier",
    }),
    choice("risk", "Risk", "How likely and how bad a failure would be.", valuesOf(RiskLevel), {
      column: "risk",
      type: "risk_level",
    }),
    yesNo("livingWage", "Living wage", "True if the supplier is committed to it; blank if not known.", "living_wage"),
    decimal(
      "carbonSavedTonnes",
      "Carbon saved",
      "Tonnes of CO2e saved over its term, against not having it.",
      "carbon_saved_tonnes",
      "tCO2e",
    ),
    text("serviceLine", "Service line", "The part of the organisation that uses it.", "service_line", { longest: 200 }),
    date(
      "centralisationPlannedOn",
      "Centralisation planned",
      "When procurement is to take it over.",
      "centralisation_planned_on",
    ),
    date("centralisedOn", "Centralised", "When procurement took it over.", "centralised_on"),
    text(
      "furtherSuppliers",
      "Further suppliers",
      "Suppliers beside the main one, by name.",
      null,
      {},
      `(select string_agg(x.name, '; ' order by x.name) from contract_further_suppliers y
        join suppliers x on x.id = y.supplier_id where y.contract_id = r.id)`,
    ),
    text(
      "buyers",
      "Further buyers",
      "Legal buyers beside the main one, by name.",
      null,
      {},
      `(select string_agg(x.name, '; ' order by x.name) from contract_buyers y
        join authorities x on x.id = y.authority_id where y.contract_id = r.id)`,
    ),
    text(
      "forces",
      "Forces",
      "Codes and shares of the forces that share it at the as-at date.",
      null,
      {},
      `(select string_agg(x.code || ' ' || y.share_percent || ' %', '; ' order by x.code) from contract_participants y
        join forces x on x.id = y.force_id
        where y.contract_id = r.id and $as_at between y.valid_from and coalesce(y.valid_to, 'infinity'))`,
    ),
    text(
      "tags",
      "Tags",
      "Objectives of the police and crime plan and matters of equality that it touches.",
      null,
      {},
      "(select string_agg(distinct y.tag, '; ' order by y.tag) from contract_tags y where y.contract_id = r.id)",
    ),
    date(
      "nextNoticeOn",
      "Next notice",
      "Last day to give notice for the next option that can still be taken up at the as-at date.",
      null,
      nextNoticeSql("r", "$as_at"),
    ),
    text("description", "Description", "What is bought, in full.", "description", { longest: 4000 }),
    text("note", "Note", "Anything a colleague should know.", "note", { longest: 4000 }),
    changedBy,
    changedOn,
  ],
  defaultColumns: [
    "reference",
    "title",
    "supplier",
    "leadForce",
    "status",
    "startsOn",
    "initialEndsOn",
    "currentEndsOn",
    "annualValue",
    "ownerRole",
  ],
  defaultOrder: ["reference"],
};
