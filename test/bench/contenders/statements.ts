/**
 * The SQL that a good programmer would write by hand for each workload, as one statement that makes the JSON of its
 * answer in a column `answer`. The plain handler and the bare loop both use it.
 */
export interface Statement {
  /** Of the prepared statement. */
  readonly name: string;
  readonly text: string;
}

const page = (name: string, condition: string): Statement => ({
  name,
  text: `
    select coalesce(json_agg(t), '[]')::text as answer from (
      select c.id, c.reference, c.title, c.collaboration_level as "collaborationLevel", c.starts_on as "startsOn",
        c.current_ends_on as "currentEndsOn", c.annual_value::text as "annualValue", c.version,
        json_build_object('reference', s.reference, 'name', s.name, 'isSme', s.is_sme) as supplier,
        json_build_object('code', k.code, 'name', k.name) as category,
        (select json_agg(json_build_object('sharePercent', p.share_percent::text, 'force', json_build_object('code', f.code))
           order by p.valid_from, f.code)
         from contract_participants p join forces f on f.id = p.force_id where p.contract_id = c.id) as participants
      from contracts c left join suppliers s on s.id = c.supplier_id left join categories k on k.id = c.category_id
      where c.deleted_at is null and ${condition}
      order by c.current_ends_on, c.id limit 100) t`,
});
/** $1 level. */
export const firstPage = page("first_page", "c.collaboration_level = $1::collaboration_level");
/** $1 level, $2 the last row's end, $3 its id. */
export const nextPage = page(
  "next_page",
  `c.collaboration_level = $1::collaboration_level and c.current_ends_on >= $2::date
    and (c.current_ends_on, c.id) > ($2::date, $3::bigint)`,
);

const sheetColumns = `c.reference, c.title, s.name as supplier, f.code as "leadForce",
  c.collaboration_level as "collaborationLevel", c.starts_on as "startsOn", c.initial_ends_on as "initialEndsOn",
  c.current_ends_on as "currentEndsOn", c.annual_value::text as "annualValue", c.owner_role as "ownerRole"`;
const sheetFields = [
  "reference",
  "title",
  "supplier",
  "leadForce",
  "collaborationLevel",
  "startsOn",
  "initialEndsOn",
  "currentEndsOn",
  "annualValue",
  "ownerRole",
];
const byColumns = (fields: readonly string[]): string =>
  `json_build_array(${fields.map((field) => `coalesce(json_agg(t."${field}"), '[]')`).join(", ")})`;
const sheetFrom = `contracts c left join suppliers s on s.id = c.supplier_id left join forces f on f.id = c.lead_force_id`;

/** $1 the category's name. */
export const categorySheet: Statement = {
  name: "category_sheet",
  text: `select ${byColumns(sheetFields)}::text as answer from (
    select ${sheetColumns} from ${sheetFrom} join categories k on k.id = c.category_id
    where k.name = $1 and c.deleted_at is null order by c.current_ends_on, c.id) t`,
};
export const wholeSheet: Statement = {
  name: "whole_sheet",
  text: `select ${byColumns(sheetFields)}::text as answer from (
    select ${sheetColumns} from ${sheetFrom} where c.deleted_at is null order by c.reference) t`,
};
/** $1 the day at which statuses are worked out. */
export const usualSheet: Statement = {
  name: "usual_sheet",
  text: `select ${byColumns(sheetFields.map((field) => (field === "collaborationLevel" ? "status" : field)))}::text as answer
    from (select ${sheetColumns}, contract_status_at(c, $1::date) as status
      from ${sheetFrom} where c.deleted_at is null order by c.reference) t`,
};

/** $1 the reference, $2 the day of the status. */
export const oneContract: Statement = {
  name: "one_contract",
  text: `
    select json_build_object('reference', c.reference, 'title', c.title, 'description', c.description,
      'status', contract_status_at(c, $2::date), 'startsOn', c.starts_on, 'currentEndsOn', c.current_ends_on,
      'maximumEndsOn', c.maximum_ends_on, 'annualValue', c.annual_value::text, 'awardValue', c.award_value::text,
      'ownerRole', c.owner_role, 'version', c.version,
      'supplier', json_build_object('reference', s.reference, 'name', s.name, 'postcode', s.postcode, 'isSme', s.is_sme),
      'category', json_build_object('code', k.code, 'name', k.name,
        'parent', json_build_object('code', g.code, 'name', g.name)),
      'authority', json_build_object('name', a.name),
      'leadForce', json_build_object('code', l.code, 'name', l.name),
      'participants', (
        select json_agg(json_build_object('sharePercent', p.share_percent::text, 'validFrom', p.valid_from,
          'force', json_build_object('code', f.code)) order by p.valid_from, f.code)
        from contract_participants p join forces f on f.id = p.force_id where p.contract_id = c.id),
      'lots', (
        select coalesce(json_agg(json_build_object('number', o.number, 'title', o.title, 'value', o.value::text,
          'supplier', json_build_object('name', u.name)) order by o.number), '[]')
        from contract_lots o left join suppliers u on u.id = o.supplier_id where o.contract_id = c.id),
      'extensionOptions', (
        select coalesce(json_agg(json_build_object('sequence', x.sequence, 'months', x.months, 'state', x.state)
          order by x.sequence), '[]')
        from contract_extension_options x where x.contract_id = c.id),
      'values', (
        select coalesce(json_agg(json_build_object('kind', v.kind, 'asAt', v.as_at, 'net', v.net::text)
          order by v.as_at desc, v.kind), '[]')
        from contract_values v where v.contract_id = c.id),
      'references', (
        select coalesce(json_agg(json_build_object('sourceSystem', r.source_system, 'reference', r.reference)
          order by r.source_system, r.reference), '[]')
        from contract_references r where r.contract_id = c.id))::text as answer
    from contracts c
    left join suppliers s on s.id = c.supplier_id left join categories k on k.id = c.category_id
    left join categories g on g.id = k.parent_id left join authorities a on a.id = c.authority_id
    left join forces l on l.id = c.lead_force_id
    where c.reference_key = upper($1) and c.deleted_at is null`,
};

/** $1 the KPIs: every force's figures of every quarter. */
export const scorecard: Statement = {
  name: "scorecard",
  text: `
    select json_agg(t)::text as answer from (
      select k.kpi_code as kpi, f.code as force, quarter_name(k.financial_year, k.quarter) as period,
        (case d.unit when 'GBP' then round(k.value, 2) when 'COUNT' then trim_scale(k.value) else k.value end)::text as value,
        k.data_state as "dataState"
      from kpi_figures k join kpi_definitions d on d.code = k.kpi_code and d.version = k.definition_version
      join forces f on f.id = k.force_id
      where k.kpi_code = any($1::text[]) and k.measure = 'QUARTER'
      order by k.financial_year, k.quarter, d.position, f.code) t`,
};

/** $1 references, $2 fields: the cells in the order asked. */
export const contractCells: Statement = {
  name: "contract_cells",
  text: `
    select json_agg(case r.field when 'annualValue' then c.annual_value::text when 'awardValue' then c.award_value::text
      when 'title' then c.title when 'currentEndsOn' then c.current_ends_on::text else s.name end order by r.place)::text as answer
    from (
      -- In capitals before it is compared, because row-level security keeps other comparisons from the index.
      select upper(reference) as key, field, place from unnest($1::text[], $2::text[]) with ordinality x(reference, field, place)
      offset 0) r
    left join contracts c on c.reference_key = r.key and c.deleted_at is null
    left join suppliers s on s.id = c.supplier_id`,
};
/** $1 KPIs, $2 forces, $3 financial years, $4 quarters: the figures in the order asked. */
export const kpiCells: Statement = {
  name: "kpi_cells",
  text: `
    select json_agg((case d.unit when 'GBP' then round(k.value, 2) when 'COUNT' then trim_scale(k.value) else k.value end)::text
      order by r.place)::text as answer
    from unnest($1::text[], $2::text[], $3::integer[], $4::smallint[]) with ordinality r(kpi, force, year, quarter, place)
    left join forces f on f.code = r.force
    left join kpi_figures k on k.kpi_code = r.kpi and k.measure = 'QUARTER' and k.force_id = f.id and k.collaboration_id is null
      and k.financial_year = r.year and k.quarter = r.quarter
    left join kpi_definitions d on d.code = k.kpi_code and d.version = k.definition_version`,
};

/** A KPI by supplier over every line, largest first, the first hundred: what it adds up of a line, and what it divides by. */
const suppliers = (kpi: string, numerator: string, denominator: string | null): Statement => ({
  name: `suppliers_${kpi.toLowerCase()}`,
  text: `
    select json_agg(t)::text as answer from (
      select u.reference, u.name, x.numerator::text, x.denominator::text,
        ${denominator === null ? "x.numerator" : "round(x.numerator * 100 / nullif(x.denominator, 0), 4)"}::text as value
      from (
        select s.supplier_id, coalesce(sum(s.net_amount) filter (where s.influenceable and ${numerator}), 0) as numerator,
          ${denominator === null ? "null::numeric" : `sum(s.net_amount) filter (where s.influenceable and ${denominator})`} as denominator
        from spend_lines s left join contracts c on c.id = s.contract_id and c.deleted_at is null
        left join suppliers p on p.id = s.supplier_id
        where s.posted_on between quarter_start($1::integer, 1) and quarter_end($2::integer, 4)
        group by s.supplier_id) x
      join suppliers u on u.id = x.supplier_id
      order by x.numerator desc, x.supplier_id desc limit 100) t`,
});
/** $1 the first financial year, $2 the last. */
export const supplierStatements: Readonly<Record<string, Statement>> = {
  SPEND: suppliers("SPEND", "true", null),
  COMPLIANCE: suppliers("COMPLIANCE", "contract_live_on(c, s.posted_on)", "true"),
  COLLAB_SPEND: suppliers("COLLAB_SPEND", "c.collaboration_level <> 'LOCAL'", "true"),
  SME_SPEND: suppliers("SME_SPEND", "p.is_sme", null),
};

export const statements: Readonly<Record<string, Statement>> = Object.fromEntries(
  [
    ...[firstPage, nextPage, categorySheet, wholeSheet, usualSheet, oneContract, scorecard, contractCells, kpiCells],
    ...Object.values(supplierStatements),
  ].map((statement) => [statement.name, statement]),
);
