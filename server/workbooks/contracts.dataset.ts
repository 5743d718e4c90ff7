import { type Dataset } from "./dataset.js";
import { CollaborationLevel, ContractStatus, RouteToMarket } from "../contracts/contract.enums.js";
import { valuesOf } from "../graph/enum.js";
import { choice, date, flag, integer, lookup, money, text } from "./columns.js";

/** The contract register as a table: one row a contract. */
export const contractsDataset: Dataset = {
  name: "CONTRACTS",
  label: "Contracts",
  description: "The contract register: one row a contract, with its supplier, dates, values and status.",
  table: { name: "contracts", history: "contract_history" },
  idKind: "contract",
  from: `contracts r
    left join suppliers s on s.id = r.supplier_id
    left join categories k on k.id = r.category_id
    left join forces f on f.id = r.lead_force_id
    left join authorities a on a.id = r.authority_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null",
  version: "r.version",
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
        sql: "contract_status_at(r, $as_at)::text",
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
    date("awardedOn", "Awarded", "The day it was awarded.", "awarded_on"),
    date("startsOn", "Starts", "First day of the initial term.", "starts_on"),
    date("initialEndsOn", "Initial end", "Last day of the initial term; blank when open-ended.", "initial_ends_on"),
    date("currentEndsOn", "Current end", "Initial end plus exercised extensions only.", null, "r.current_ends_on"),
    date(
      "maximumEndsOn",
      "Maximum end",
      "Current end plus every extension still available.",
      null,
      "r.maximum_ends_on",
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
    text("description", "Description", "What is bought, in full.", "description", { longest: 4000 }),
    text("note", "Note", "Anything a colleague should know.", "note", { longest: 4000 }),
    text(
      "updatedBy",
      "Changed by",
      "Who changed it last; blank if nobody has since it was loaded.",
      null,
      {},
      "p.display_name",
    ),
    date(
      "updatedOn",
      "Changed on",
      "The day of the last change.",
      null,
      "(r.updated_at at time zone 'Europe/London')::date",
    ),
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
