import { supplierStatements } from "./statements.js";

/**
 * What a PostGraphile user would add to the database for what its generated schema cannot do in one field: many cells, and
 * many versioned updates. They stand in a schema of their own, with the application's rights.
 */
export const contendersSchema = `
  create schema bench;
  grant usage on schema bench to sevenfold_app;
  create function bench.contract_cells(requests jsonb) returns jsonb language sql stable as $$
    select jsonb_agg(case r.field
        when 'annualValue' then to_jsonb(c.annual_value::text) when 'awardValue' then to_jsonb(c.award_value::text)
        when 'title' then to_jsonb(c.title) when 'currentEndsOn' then to_jsonb(c.current_ends_on::text)
        else to_jsonb(s.name) end order by r.place)
    from (
      -- In capitals before it is compared, because row-level security keeps other comparisons from the index.
      select upper(e ->> 0) as key, e ->> 1 as field, place from jsonb_array_elements(requests) with ordinality x(e, place)
      offset 0) r
    left join contracts c on c.reference_key = r.key and c.deleted_at is null
    left join suppliers s on s.id = c.supplier_id
  $$;
  create function bench.kpi_cells(requests jsonb) returns jsonb language sql stable as $$
    select jsonb_agg(to_jsonb((case d.unit when 'GBP' then round(k.value, 2) when 'COUNT' then trim_scale(k.value)
      else k.value end)::text) order by r.place)
    from (select e ->> 0 as kpi, e ->> 1 as force, (e ->> 2)::integer as year, (e ->> 3)::smallint as quarter, place
      from jsonb_array_elements(requests) with ordinality x(e, place)) r
    left join forces f on f.code = r.force
    left join kpi_figures k on k.kpi_code = r.kpi and k.measure = 'QUARTER' and k.force_id = f.id and k.collaboration_id is null
      and k.financial_year = r.year and k.quarter = r.quarter
    left join kpi_definitions d on d.code = k.kpi_code and d.version = k.definition_version
  $$;
  create function bench.update_contracts(field text, requests jsonb) returns jsonb language sql volatile as $$
    with r as (
      select (e ->> 0)::bigint as id, (e ->> 1)::integer as version, e ->> 2 as value from jsonb_array_elements(requests) e),
    u as (
      update contracts c
      set note = case when field = 'note' then r.value else c.note end,
        annual_value = case when field = 'annualValue' then r.value::numeric else c.annual_value end
      from r where c.id = r.id and c.version = r.version returning c.id)
    select jsonb_build_object('updated', (select count(*) from u))
  $$;
  ${Object.entries(supplierStatements)
    .map(
      ([kpi, { text }]) => `
  create function bench.suppliers_${kpi.toLowerCase()}(first_year integer, last_year integer) returns jsonb language sql stable as $$
    select answer::jsonb from (${text}) a
  $$;`,
    )
    .join("")}
  grant execute on all functions in schema bench to sevenfold_app;
`;
