import { contractSuppliers } from "../contracts/contractSuppliers.js";
import { type Database } from "../database/database.js";

/** How many lines each step matched. */
export interface MatchCounts {
  readonly contractReference: number;
  readonly purchaseOrder: number;
  readonly manual: number;
  readonly supplierForceCategoryDate: number;
  readonly suggested: number;
  readonly creditNotes: number;
}

/**
 * Matches the lines of loads of one force to contracts: contract reference on the order, then order number, then what
 * somebody confirmed for the same supplier and category, then supplier, force, category and day. Supplier and day alone
 * only suggest. Credit notes follow their invoice. A step takes what the ones before it left; where several contracts
 * would do it takes none of them. A fixed number of statements, whatever the number of lines.
 *
 * Source: product rule 10.
 */
export async function matchLoads(
  transaction: Database,
  forceId: string,
  loadIds: readonly string[],
): Promise<MatchCounts> {
  const run = async (statement: string): Promise<number> =>
    (
      await transaction.row<{ count: number }>(
        `with done as (${statement} returning 1) select count(*)::integer as count from done`,
        [forceId, loadIds],
      )
    )?.count ?? 0;
  await run(linkCreditNotes);
  const contractReference = (await run(byContractReference)) + (await run(byReferenceOnOrder));
  const purchaseOrder = (await run(byOrderReference)) + (await run(byKnownOrder));
  const manual = await run(byConfirmation);
  const supplierForceCategoryDate = await run(bySupplierForceCategoryDate);
  const suggested = await run(suggestions);
  const creditNotes = await run(followInvoices);
  return { contractReference, purchaseOrder, manual, supplierForceCategoryDate, suggested, creditNotes };
}

const open = `l.force_id = $1::bigint and l.load_id = any($2::bigint[]) and l.contract_id is null`;
/** Credit notes whose invoice is known wait for it. */
const openInvoices = `${open} and l.credits_line_id is null`;

/**
 * The invoice that a credit note gives back: one with the same voucher or invoice number, else one of exactly its amount,
 * of the same supplier and at most 400 days before.
 */
const linkCreditNotes = `
  update spend_lines l set credits_line_id = found.invoice_id
  from (
    with notes as materialized (
      select l.id, l.posted_on, l.supplier_id, l.voucher, l.net_amount,
        regexp_replace(upper(l.invoice_number), '^(CRN|CR|CN|CREDIT)[-/ ]*|[-/ ]*(CRN|CR|CN)$', '', 'g') as invoice_number
      from spend_lines l
      where ${open} and l.kind = 'CREDIT_NOTE' and l.supplier_id is not null and l.credits_line_id is null),
    bounds as (select min(posted_on) - 400 as first_day, max(posted_on) as last_day from notes),
    invoices as materialized (
      select i.id, i.posted_on, i.supplier_id, i.voucher, upper(i.invoice_number) as invoice_number, i.net_amount
      from spend_lines i
      where i.force_id = $1::bigint and i.kind = 'INVOICE' and i.net_amount > 0
        and i.supplier_id in (select supplier_id from notes)
        and i.posted_on between (select first_day from bounds) and (select last_day from bounds)),
    pairs as (
      select n.id as note_id, n.posted_on as note_day, i.id as invoice_id, i.posted_on, i.net_amount + n.net_amount = 0 as whole, 1 as tier
      from notes n join invoices i on i.supplier_id = n.supplier_id and i.invoice_number = n.invoice_number
      union all
      select n.id, n.posted_on, i.id, i.posted_on, i.net_amount + n.net_amount = 0, 2
      from notes n join invoices i on i.supplier_id = n.supplier_id and i.voucher = n.voucher
      union all
      select n.id, n.posted_on, i.id, i.posted_on, true, 3
      from notes n join invoices i on i.supplier_id = n.supplier_id and i.net_amount = -n.net_amount)
    select distinct on (note_id) note_id, note_day, invoice_id
    from pairs where posted_on <= note_day and posted_on >= note_day - 400
    order by note_id, tier, whole desc, posted_on desc, invoice_id) found
  where l.id = found.note_id and l.posted_on = found.note_day`;

/**
 * Matches by a text that names a contract: `column` of the lines against `references(reference, contract_id)`. Where several
 * contracts have the reference it is the one under which the force buys; still several, none.
 */
const byText = (column: string, references: string, method: string) => `
  update spend_lines l set contract_id = m.contract_id, match_method = '${method}', match_confidence = 1
  from (
    select w.reference, coalesce(
      case when count(distinct c.id) filter (where o.is_ours) = 1 then min(c.id) filter (where o.is_ours) end,
      min(c.id)) as contract_id
    from (select distinct upper(l.${column}) as reference from spend_lines l where ${open} and l.${column} is not null) w
    join (${references}) r on r.reference = w.reference
    join contracts c on c.id = r.contract_id and c.deleted_at is null
    cross join lateral (select coalesce(c.lead_force_id = $1::bigint, false) or exists (
      select from contract_participants p where p.contract_id = c.id and p.force_id = $1::bigint) as is_ours) o
    group by w.reference
    having count(distinct c.id) = 1 or count(distinct c.id) filter (where o.is_ours) = 1) m
  where ${open} and m.reference = upper(l.${column})`;
const ownReferences = `select reference_key as reference, id as contract_id from contracts`;
const otherReferences = `select upper(reference) as reference, contract_id from contract_references`;

const byContractReference = byText(
  "contract_reference",
  `${ownReferences} union ${otherReferences}`,
  "CONTRACT_REFERENCE",
);
const byReferenceOnOrder = byText("purchase_order", ownReferences, "CONTRACT_REFERENCE");
const byOrderReference = byText("purchase_order", otherReferences, "PURCHASE_ORDER");

/** An order whose other lines are matched for certain, all to one contract. */
const byKnownOrder = `
  update spend_lines l set contract_id = m.contract_id, match_method = 'PURCHASE_ORDER', match_confidence = 0.95
  from (
    select k.purchase_order, min(k.contract_id) as contract_id
    from (select distinct l.purchase_order from spend_lines l where ${open} and l.purchase_order is not null) w
    join spend_lines k on k.force_id = $1::bigint and k.purchase_order = w.purchase_order
      and k.match_method in ('CONTRACT_REFERENCE', 'PURCHASE_ORDER', 'MANUAL')
    group by k.purchase_order having count(distinct k.contract_id) = 1) m
  where ${open} and m.purchase_order = l.purchase_order`;

const byConfirmation = `
  update spend_lines l set contract_id = m.contract_id, match_method = 'MANUAL', match_confidence = 1
  from spend_match_confirmations m join contracts c on c.id = m.contract_id
  where ${openInvoices} and m.force_id = l.force_id and m.supplier_id = l.supplier_id
    and m.category_id is not distinct from l.category_id and m.category_key = name_key(coalesce(l.category_text, ''))
    and contract_live_on(c, l.posted_on)`;

/** Whether the supplier of `w` was one of the contract on its day. */
const sells = `sold.supplier_id = w.supplier_id and w.posted_on >= sold.since and w.posted_on < sold.until`;
/** Whether the force of the load buys under contract \`c\` on the day of \`w\`. */
const buys = `(coalesce(c.lead_force_id = $1::bigint, false) or exists (
  select from contract_participants p where p.contract_id = c.id and p.force_id = $1::bigint
    and p.valid_from <= w.posted_on and (p.valid_to is null or p.valid_to >= w.posted_on)))`;

const bySupplierForceCategoryDate = `
  update spend_lines l set contract_id = m.contract_id, match_method = 'SUPPLIER_FORCE_CATEGORY_DATE', match_confidence = 0.9
  from (
    with sold as materialized (${contractSuppliers})
    select w.supplier_id, w.category_id, w.posted_on, min(c.id) as contract_id
    from (
      select distinct l.supplier_id, l.category_id, l.posted_on from spend_lines l
      where ${openInvoices} and l.category_id is not null and l.supplier_id in (select supplier_id from sold)) w
    join categories k on k.id = w.category_id
    join sold on ${sells}
    join contracts c on c.id = sold.contract_id and c.category_id in (k.id, k.parent_id)
    where contract_live_on(c, w.posted_on) and ${buys}
    group by w.supplier_id, w.category_id, w.posted_on
    having count(distinct c.id) = 1) m
  where ${openInvoices} and l.supplier_id = m.supplier_id and l.category_id = m.category_id and l.posted_on = m.posted_on`;

const suggestions = `
  update spend_lines l set suggested_contract_id = m.contract_id, suggestion_confidence = m.confidence
  from (
    with sold as materialized (${contractSuppliers})
    select w.supplier_id, w.posted_on,
      (array_agg(c.id order by ${buys} desc, c.starts_on desc nulls last, c.id))[1] as contract_id,
      case when count(distinct c.id) = 1 and bool_and(${buys}) then 0.6 else 0.4 end as confidence
    from (
      select distinct l.supplier_id, l.posted_on from spend_lines l
      where ${openInvoices} and l.influenceable and l.supplier_id in (select supplier_id from sold)) w
    join sold on ${sells}
    join contracts c on c.id = sold.contract_id
    where contract_live_on(c, w.posted_on)
    group by w.supplier_id, w.posted_on) m
  where ${openInvoices} and l.influenceable and l.supplier_id = m.supplier_id and l.posted_on = m.posted_on`;

/** A credit note has its invoice's contract, however that was found, and is influenceable if the invoice is. */
const followInvoices = `
  update spend_lines l set contract_id = i.contract_id, match_method = i.match_method, match_confidence = i.match_confidence,
    suggested_contract_id = i.suggested_contract_id, suggestion_confidence = i.suggestion_confidence,
    influenceable = i.influenceable, excluded_by_rule_id = i.excluded_by_rule_id
  from spend_lines i
  where ${open} and l.credits_line_id = i.id`;
