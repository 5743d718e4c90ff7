import { recordChanges } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { statedValueKinds, type ValueFact, valueFacts } from "./contractChanges.js";
import { type ContractDraft, type FactName } from "./import.js";
import { auditedAs, type ContractOutcome, entryOf, type ImportOrigin } from "./importOutcome.js";

/**
 * Stores what a register states of extensions and further values. A contract without options gets those stated, or one that
 * reaches to the stated maximum end where that is whole months away; options that are there are left alone, because they are
 * decided one by one. A value is stored where the latest one of its kind is another.
 *
 * Shape: the facts that were stored, by draft.
 */
export async function storeTerms(
  database: Database,
  drafts: readonly ContractDraft[],
  outcomes: readonly (ContractOutcome | undefined)[],
  origin: ImportOrigin,
): Promise<Map<number, FactName[]>> {
  const placed = drafts.flatMap(({ facts }, position) => {
    const outcome = outcomes[position];
    return outcome && outcome.kind !== "REFUSED" ? [{ position, id: outcome.id, facts }] : [];
  });
  const stored = new Map<number, FactName[]>();
  const note = (position: number, ...facts: FactName[]): void => {
    stored.set(position, [...(stored.get(position) ?? []), ...facts]);
  };
  const withOptions = placed.filter(({ facts }) => facts.extensionOptions ?? facts.maximumEndsOn);
  const given = withOptions.map(({ position, id, facts }) => ({
    position,
    id,
    months: facts.extensionOptions ?? null,
    maximum: facts.maximumEndsOn ?? null,
    noticeOn: facts.extensionNoticeOn ?? null,
  }));
  const options =
    given.length === 0
      ? []
      : await database.rows<{ position: number; shown: string }>(optionsStated, [JSON.stringify(given)]);
  for (const { position } of options) {
    const facts = placed.find((each) => each.position === position)?.facts ?? {};
    const extras = (["maximumEndsOn", "extensionNoticeOn"] as const).filter(
      (fact) => facts[fact as keyof typeof facts],
    );
    note(position, "extensionOptions", ...extras);
  }
  const amounts = placed.flatMap(({ position, id, facts }) =>
    valueFacts.flatMap((fact) => {
      const amount = facts[fact];
      const vatBasis = facts.statedVatBasis ?? "NET";
      return amount === undefined ? [] : [{ position, id, fact, kind: statedValueKinds[fact], amount, vatBasis }];
    }),
  );
  const values =
    amounts.length === 0
      ? []
      : await database.rows<{ position: number; fact: ValueFact; shown: string }>(valuesStated, [
          JSON.stringify(amounts),
          origin.today,
          origin.reason,
        ]);
  for (const { position, fact } of values) note(position, fact);

  const changes = [
    ...options.map((row) => ({ ...row, field: "extensionOptions" })),
    ...values.map((row) => ({ ...row, field: "values" })),
  ];
  if (changes.length === 0) return stored;
  const idOf = new Map(placed.map(({ position, id }) => [position, id]));
  const versions = await database.rows<{ id: string; version: number }>(
    `update contracts set updated_by_id = $2::bigint where id = any($1::bigint[]) returning id::text as id, version`,
    [[...stored.keys()].map((position) => idOf.get(position)), origin.personId],
  );
  const versionOf = new Map(versions.map(({ id, version }) => [id, version]));
  await recordChanges(
    database,
    auditedAs(origin),
    changes.map(({ position, field, shown }) => {
      const id = idOf.get(position) ?? "";
      return {
        ...entryOf(id, drafts[position]?.reference ?? "", versionOf.get(id) ?? null),
        field,
        oldValue: null,
        newValue: shown,
      };
    }),
  );
  return stored;
}

const optionsStated = `
  with given as materialized (
    select g.position, g.id, g."noticeOn" as notice_on, coalesce(g.months, case
      when extended_by(c.initial_ends_on, m.months) = g.maximum and m.months between 1 and 240
        then jsonb_build_array(m.months) end) as months
    from jsonb_to_recordset($1::jsonb) as g(position integer, id bigint, months jsonb, maximum date, "noticeOn" date)
    join contracts c on c.id = g.id
    cross join lateral (select ((extract(year from g.maximum) - extract(year from c.initial_ends_on)) * 12
      + extract(month from g.maximum) - extract(month from c.initial_ends_on))::integer as months) m
    where not exists (select from contract_extension_options o where o.contract_id = g.id)),
  made as (
    insert into contract_extension_options (contract_id, sequence, months, latest_notice_on)
    select g.id, o.sequence, o.months::smallint, case when o.sequence = 1 then g.notice_on end
    from given g cross join lateral jsonb_array_elements_text(g.months) with ordinality o(months, sequence)
    where g.months is not null)
  select position, (select string_agg(m || ' months', ', ') from jsonb_array_elements_text(months) m) as shown
  from given where months is not null order by position`;

const valuesStated = `
  with given as materialized (
    select g.*
    from jsonb_to_recordset($1::jsonb)
      as g(position integer, id bigint, fact text, kind contract_value_kind, amount numeric, "vatBasis" vat_basis)
    left join lateral (
      select coalesce(v.net, v.gross) as amount, v.vat_basis from contract_values v
      where v.contract_id = g.id and v.kind = g.kind order by v.as_at desc limit 1) l on true
    where (l.amount, l.vat_basis) is distinct from (g.amount, g."vatBasis")),
  made as (
    insert into contract_values (contract_id, kind, as_at, net, gross, vat_basis, source)
    select id, kind, $2::date, case when "vatBasis" = 'NET' then amount end,
      case when "vatBasis" = 'GROSS' then amount end, "vatBasis", $3
    from given
    on conflict (contract_id, kind, as_at) do update set net = excluded.net, gross = excluded.gross,
      vat_basis = excluded.vat_basis, source = excluded.source)
  select position, fact, kind || ' ' || amount || ' ' || "vatBasis" as shown from given order by position, fact`;
