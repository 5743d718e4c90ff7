import { type Database } from "../database/database.js";
import { dateIs, decimalIs, enumIs, idIs, textIs } from "../graph/condition.js";
import { oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { parseQuarter, quarterDays } from "../shared/period.js";
import {
  type InfluenceableRule,
  type SpendLine,
  type SpendLineOrderField,
  type SpendLineWhere,
  type SpendLoad,
} from "./spend.types.js";

export const spendLineList: List<SpendLineWhere, SpendLineOrderField> = {
  name: "spendLines",
  id: "l.id",
  columns: `l.id::text as "id", l.force_id::text as "forceId", l.posted_on::text as "postedOn", l.voucher,
    l.invoice_number as "invoiceNumber", l.line_number as "lineNumber", l.kind, l.supplier_text as "supplierText",
    l.supplier_redacted as "supplierRedacted", l.supplier_id::text as "supplierId", l.category_text as "categoryText",
    l.category_id::text as "categoryId", l.general_ledger_code as "generalLedgerCode", l.cost_centre as "costCentre",
    l.purchase_order as "purchaseOrder", l.contract_reference as "contractReference", l.description,
    l.net_amount::text as "netAmount", l.vat_amount::text as "vatAmount", l.influenceable,
    l.excluded_by_rule_id::text as "ruleId", l.contract_id::text as "contractId", l.match_method as "matchMethod",
    l.match_confidence::text as "matchConfidence", l.suggested_contract_id::text as "suggestedContractId",
    l.suggestion_confidence::text as "suggestionConfidence", l.credits_line_id::text as "creditsLineId",
    l.load_id::text as "loadId", l.source_sheet as "sourceSheet", l.source_row as "sourceRow"`,
  from: "spend_lines l",
  always: "true",
  fields: () => ({
    force: idIs("force", "l.force_id"),
    postedOn: dateIs("l.posted_on"),
    periods: (periods, parameters) => {
      const days = periods.flatMap((period) => {
        const quarter = parseQuarter(period);
        return quarter ? [quarterDays(quarter)] : [];
      });
      const within = days.map(
        ({ first, last }) => `l.posted_on between ${parameters.add(first, "date")} and ${parameters.add(last, "date")}`,
      );
      return within.length === 0 ? "false" : within.join(" or ");
    },
    supplier: idIs("supplier", "l.supplier_id"),
    supplierText: textIs("l.supplier_text"),
    category: idIs("category", "l.category_id"),
    contract: idIs("contract", "l.contract_id"),
    matched: (isMatched) => `l.contract_id is ${isMatched ? "not " : ""}null`,
    suggested: (isSuggested) => `l.suggested_contract_id is ${isSuggested ? "not " : ""}null`,
    influenceable: (isInfluenceable, parameters) => `l.influenceable = ${parameters.add(isInfluenceable, "boolean")}`,
    kind: enumIs("l.kind", "spend_line_kind"),
    netAmount: decimalIs("l.net_amount"),
    purchaseOrder: textIs("l.purchase_order"),
    voucher: textIs("l.voucher"),
  }),
  orders: {
    POSTED_ON: { expression: "l.posted_on", type: "date", neverNull: true },
    NET_AMOUNT: { expression: "l.net_amount", type: "numeric", neverNull: true },
  },
  usualOrder: "POSTED_ON",
};

export const spendLineById = oneEach<SpendLine>(
  (database, ids) =>
    database.rows(`select ${spendLineList.columns} from spend_lines l where l.id = any($1::bigint[])`, [ids]),
  (line) => line.id,
);

export const spendLoadById = oneEach<SpendLoad>(
  (database, ids) =>
    database.rows(
      `select id::text as id, file_name as "fileName", loaded_at::text as "loadedAt", rows_read as read,
         rows_loaded as loaded, rows_duplicate as duplicates, rows_refused as refused, net_loaded::text as "netLoaded",
         force_id::text as "forceId", person_id::text as "personId"
       from spend_loads where id = any($1::bigint[])`,
      [ids],
    ),
  (load) => load.id,
);

const ruleColumns = `id::text as id, kind, subject, pattern, reason, valid_from::text as "validFrom",
  valid_to::text as "validTo", force_id::text as "forceId"`;

export const ruleById = oneEach<InfluenceableRule>(
  (database, ids) =>
    database.rows(`select ${ruleColumns} from spend_exclusion_rules where id = any($1::bigint[])`, [ids]),
  (rule) => rule.id,
);

export const rules = (database: Database): Promise<InfluenceableRule[]> =>
  database.rows(`select ${ruleColumns} from spend_exclusion_rules order by kind, subject, pattern, id`);
