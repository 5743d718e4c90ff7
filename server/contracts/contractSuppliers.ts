/**
 * SQL of every supplier of a contract with it, and the days on which it was: (contract_id, supplier_id, since, until), the
 * last without that day. Main supplier, earlier ones before a novation, further ones, and all those of its lots. A
 * supplier that was merged stands under the one that was kept.
 */
export const contractSuppliers = `
  select c.id as contract_id, s.supplier_id, s.since, s.until
  from contracts c cross join lateral (
    select c.supplier_id, coalesce(max(e.effective_on), '-infinity') as since, 'infinity'::date as until
    from contract_events e where e.contract_id = c.id and e.kind = 'NOVATION'
    union select supplier_kept(e.old_supplier_id),
      coalesce(lag(e.effective_on) over (order by e.effective_on, e.id), '-infinity'), e.effective_on
    from contract_events e where e.contract_id = c.id and e.kind = 'NOVATION'
    union select f.supplier_id, '-infinity', 'infinity' from contract_further_suppliers f where f.contract_id = c.id
    union select o.supplier_id, '-infinity', 'infinity' from contract_lots o where o.contract_id = c.id
    union select m.supplier_id, '-infinity', 'infinity' from contract_lot_suppliers m where m.contract_id = c.id) s
  where c.deleted_at is null and s.supplier_id is not null`;
