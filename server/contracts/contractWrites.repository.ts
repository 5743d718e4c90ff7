import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type ContractEventKind } from "./contract.enums.js";
import { type ContractForEvent } from "./contract.event.js";
import { type OptionNow } from "./contract.extension.js";

export interface LockedContract extends ContractForEvent {
  readonly id: string;
  readonly version: number;
  readonly supplierName: string | null;
  readonly collaborationLevel: string;
  readonly initialEndsOn: CalendarDate | null;
}

/** The parts of a contract as they are stored, with ids; a part that is left out stays as it is. */
export interface StoredParts {
  readonly furtherSuppliers?: readonly string[];
  readonly furtherBuyers?: readonly string[];
  readonly shares?: readonly {
    readonly forceId: string;
    readonly sharePercent: string;
    readonly validFrom: CalendarDate;
    readonly validTo: CalendarDate | null;
  }[];
  readonly lots?: readonly {
    readonly number: number;
    readonly title: string;
    readonly supplierIds: readonly string[];
    readonly forceIds: readonly string[];
    readonly value: string | null;
  }[];
  readonly extensionOptions?: readonly { readonly months: number; readonly latestNoticeOn: CalendarDate | null }[];
  readonly values?: readonly {
    readonly kind: string;
    readonly asAt: CalendarDate;
    readonly net: string | null;
    readonly gross: string | null;
    readonly vatBasis: string;
    readonly source: string | null;
  }[];
  readonly references?: readonly {
    readonly sourceSystem: string;
    readonly reference: string;
    readonly isAlias: boolean;
  }[];
  readonly tags?: readonly { readonly scheme: string; readonly tag: string }[];
}

/** Columns of `contracts` that a caller may set, with their PostgreSQL types. */
const columnTypes = {
  reference: "text",
  title: "text",
  description: "text",
  ocid: "text",
  supplier_id: "bigint",
  category_id: "bigint",
  authority_id: "bigint",
  lead_force_id: "bigint",
  collaboration_level: "collaboration_level",
  route_to_market: "route_to_market",
  regime: "procurement_regime",
  owner_role: "text",
  managed_by_procurement: "boolean",
  confidential: "boolean",
  awarded_on: "date",
  starts_on: "date",
  initial_ends_on: "date",
  review_on: "date",
  notice_months: "smallint",
  annual_value: "numeric",
  award_value: "numeric",
  value_vat_basis: "vat_basis",
  framework_id: "bigint",
  framework_reference: "text",
  is_call_off: "boolean",
  tier: "contract_tier",
  risk: "risk_level",
  living_wage: "boolean",
  carbon_saved_tonnes: "numeric",
  service_line: "text",
  centralisation_planned_on: "date",
  centralised_on: "date",
  terminated_on: "date",
  note: "text",
} as const;
export type ContractColumn = keyof typeof columnTypes;
export type ContractColumns = Readonly<Partial<Record<ContractColumn, string | number | boolean | null>>>;

/** Everything that the acts on a contract read and write. Run it inside a transaction. */
export const contractWritesIn = (database: Database) => ({
  /** The contract, held until the transaction ends; null when there is none. */
  lock(id: string): Promise<LockedContract | null> {
    return database.row<LockedContract>(
      `select c.id::text as id, c.reference, c.version, c.supplier_id::text as "supplierId",
         (select s.name from suppliers s where s.id = c.supplier_id) as "supplierName",
         c.collaboration_level as "collaborationLevel", c.starts_on::text as "startsOn", c.initial_ends_on::text as "initialEndsOn",
         c.current_ends_on::text as "currentEndsOn", c.terminated_on::text as "terminatedOn",
         c.superseded_on::text as "supersededOn", c.annual_value::text as "annualValue",
         (select jsonb_build_object('supplier', max(e.effective_on) filter (where e.kind = 'NOVATION'),
             'annualValue', max(e.effective_on) filter (where e.changes @> '[{"field": "annualValue"}]'),
             'initialEndsOn', max(e.effective_on) filter (where e.changes @> '[{"field": "initialEndsOn"}]'))
           from contract_events e where e.contract_id = c.id) as "lastChangedOn"
       from contracts c where c.id = $1 and c.deleted_at is null for update of c`,
      [id],
    );
  },

  /** Also by one that the caller may not see. */
  async referenceIsTaken(reference: string): Promise<boolean> {
    const sql = `select from contracts where reference_key = upper($1) and deleted_at is null`;
    return (await database.during(SYSTEM, (system) => system.row(sql, [reference]))) !== null;
  },

  /**
   * Which references in other systems belong to other contracts, with those contracts' own references; null for one that
   * the caller may not see.
   */
  async takenElsewhere(
    contractId: string | null,
    references: NonNullable<StoredParts["references"]>,
  ): Promise<{ readonly sourceSystem: string; readonly reference: string; readonly contract: string | null }[]> {
    const taken = await database.during(SYSTEM, (system) =>
      system.rows<{ sourceSystem: string; reference: string; contractId: string }>(
        `select r.source_system as "sourceSystem", r.reference, r.contract_id::text as "contractId"
         from jsonb_to_recordset($1::jsonb) as w("sourceSystem" text, reference text)
         join contract_references r on r.source_system = w."sourceSystem" and r.reference = w.reference
         where r.contract_id is distinct from $2::bigint`,
        [JSON.stringify(references), contractId],
      ),
    );
    if (taken.length === 0) return [];
    const seen = await database.rows<{ id: string; reference: string }>(
      "select id::text as id, reference from contracts where id = any($1::bigint[])",
      [taken.map((row) => row.contractId)],
    );
    const called = new Map(seen.map(({ id, reference }) => [id, reference]));
    return taken.map(({ contractId: id, ...row }) => ({ ...row, contract: called.get(id) ?? null }));
  },

  async insert(columns: ContractColumns, personId: string): Promise<string> {
    const names = Object.keys(columns) as ContractColumn[];
    const row = await database.row<{ id: string }>(
      `insert into contracts (${[...names, "updated_by_id"].join(", ")})
       values (${[...names.map((name, index) => `$${index + 1}::${columnTypes[name]}`), `$${names.length + 1}`].join(", ")})
       returning id::text as id`,
      [...names.map((name) => columns[name]), personId],
    );
    return (row as { id: string }).id;
  },

  /** Changes columns, and marks the contract as changed by the person even where no column is given; gives the new version. */
  async update(id: string, columns: ContractColumns, personId: string): Promise<number> {
    const names = Object.keys(columns) as ContractColumn[];
    const set = names.map((name, index) => `${name} = $${index + 3}::${columnTypes[name]}`);
    const row = await database.row<{ version: number }>(
      `update contracts set ${[...set, "updated_by_id = $2"].join(", ")} where id = $1 returning version`,
      [id, personId, ...names.map((name) => columns[name])],
    );
    return row?.version ?? 0;
  },

  options(contractId: string): Promise<OptionNow[]> {
    return database.rows<OptionNow>(
      `select sequence, months, latest_notice_on::text as "latestNoticeOn", state
       from contract_extension_options where contract_id = $1 order by sequence`,
      [contractId],
    );
  },

  async decideOptions(contractId: string, sequences: readonly number[], state: string): Promise<void> {
    await database.rows(
      `update contract_extension_options set state = $3::extension_state
       where contract_id = $1 and sequence = any($2::smallint[])`,
      [contractId, sequences, state],
    );
  },

  async recordEvent(event: {
    readonly contractId: string;
    readonly kind: ContractEventKind;
    readonly effectiveOn: CalendarDate;
    readonly note: string | null;
    readonly changes: readonly {
      readonly field: string;
      readonly before: string | null;
      readonly after: string | null;
    }[];
    readonly oldSupplierId?: string | null;
    readonly newSupplierId?: string | null;
    readonly personId: string;
  }): Promise<void> {
    await database.rows(
      `insert into contract_events (contract_id, kind, effective_on, note, changes, old_supplier_id, new_supplier_id,
         recorded_by_id)
       values ($1, $2::contract_event_kind, $3, $4, $5::jsonb, $6, $7, $8)`,
      [
        event.contractId,
        event.kind,
        event.effectiveOn,
        event.note,
        JSON.stringify(event.changes),
        event.oldSupplierId ?? null,
        event.newSupplierId ?? null,
        event.personId,
      ],
    );
  },

  /** The parts in words, for the audit trail: one line of text for each part that is given. */
  async partsShown(contractId: string): Promise<Record<keyof StoredParts, string | null>> {
    const row = await database.row<Record<keyof StoredParts, string | null>>(partsShown, [contractId]);
    return row as Record<keyof StoredParts, string | null>;
  },

  /** Options that have lapsed by a day stay so for good: options agreed after them do not lapse with them. */
  async settleLapsed(contractId: string, day: CalendarDate): Promise<void> {
    await database.rows(settleLapsed, [contractId, day]);
  },

  async replaceParts(contractId: string, parts: StoredParts): Promise<void> {
    for (const { part, clear, write } of partStatements) {
      const given = parts[part];
      if (given === undefined) continue;
      for (const statement of clear) await database.rows(statement, [contractId]);
      const rows = part === "furtherSuppliers" || part === "furtherBuyers" ? given.map((id) => ({ id })) : given;
      for (const statement of given.length > 0 ? write : []) {
        await database.rows(statement, [contractId, JSON.stringify(rows)]);
      }
    }
  },
});

const settleLapsed = `
  update contract_extension_options o set state = 'LAPSED'
  where o.contract_id = $1 and o.state = 'AVAILABLE' and exists (
    select from contract_extension_options e where e.contract_id = $1 and e.state = 'AVAILABLE'
      and e.sequence <= o.sequence and e.latest_notice_on < $2::date)`;

const partStatements: readonly {
  readonly part: keyof StoredParts;
  readonly clear: readonly string[];
  readonly write: readonly string[];
}[] = [
  {
    part: "furtherSuppliers",
    clear: ["delete from contract_further_suppliers where contract_id = $1"],
    write: [
      `insert into contract_further_suppliers (contract_id, supplier_id)
       select distinct $1::bigint, id from jsonb_to_recordset($2::jsonb) as w(id bigint)`,
    ],
  },
  {
    part: "furtherBuyers",
    clear: ["delete from contract_buyers where contract_id = $1"],
    write: [
      `insert into contract_buyers (contract_id, authority_id)
       select distinct $1::bigint, id from jsonb_to_recordset($2::jsonb) as w(id bigint)`,
    ],
  },
  {
    part: "shares",
    clear: ["delete from contract_participants where contract_id = $1"],
    write: [
      `insert into contract_participants (contract_id, force_id, share_percent, valid_from, valid_to)
       select $1, "forceId", "sharePercent", "validFrom", "validTo" from jsonb_to_recordset($2::jsonb)
         as w("forceId" bigint, "sharePercent" numeric, "validFrom" date, "validTo" date)`,
    ],
  },
  {
    part: "lots",
    clear: ["delete from contract_lots where contract_id = $1"],
    write: [
      `insert into contract_lots (contract_id, number, title, supplier_id, value)
       select $1, number, title, ("supplierIds" ->> 0)::bigint, value from jsonb_to_recordset($2::jsonb)
         as w(number smallint, title text, "supplierIds" jsonb, value numeric)`,
      `insert into contract_lot_suppliers (contract_id, number, supplier_id)
       select distinct $1::bigint, number, s.id::bigint
       from jsonb_to_recordset($2::jsonb) as w(number smallint, "supplierIds" jsonb),
         jsonb_array_elements_text("supplierIds") with ordinality s(id, place)
       where s.place > 1 and s.id <> "supplierIds" ->> 0`,
      `insert into contract_lot_forces (contract_id, number, force_id)
       select distinct $1::bigint, number, f.id::bigint
       from jsonb_to_recordset($2::jsonb) as w(number smallint, "forceIds" jsonb), jsonb_array_elements_text("forceIds") f(id)`,
    ],
  },
  {
    part: "extensionOptions",
    clear: ["delete from contract_extension_options where contract_id = $1 and state = 'AVAILABLE'"],
    write: [
      `insert into contract_extension_options (contract_id, sequence, months, latest_notice_on)
       select $1, row_number() over (order by place) + coalesce((
           select max(sequence) from contract_extension_options where contract_id = $1), 0),
         (w.option ->> 'months')::smallint, (w.option ->> 'latestNoticeOn')::date
       from jsonb_array_elements($2::jsonb) with ordinality w(option, place)`,
    ],
  },
  {
    part: "values",
    clear: ["delete from contract_values where contract_id = $1"],
    write: [
      `insert into contract_values (contract_id, kind, as_at, net, gross, vat_basis, source)
       select $1, kind, "asAt", net, gross, "vatBasis", source from jsonb_to_recordset($2::jsonb)
         as w(kind contract_value_kind, "asAt" date, net numeric, gross numeric, "vatBasis" vat_basis, source text)`,
    ],
  },
  {
    part: "references",
    clear: ["delete from contract_references where contract_id = $1"],
    write: [
      `insert into contract_references (contract_id, source_system, reference, is_alias)
       select distinct on ("sourceSystem", reference) $1::bigint, "sourceSystem", reference, "isAlias"
       from jsonb_to_recordset($2::jsonb) as w("sourceSystem" text, reference text, "isAlias" boolean)`,
    ],
  },
  {
    part: "tags",
    clear: ["delete from contract_tags where contract_id = $1"],
    write: [
      `insert into contract_tags (contract_id, scheme, tag)
       select distinct $1::bigint, scheme, tag from jsonb_to_recordset($2::jsonb) as w(scheme contract_tag_scheme, tag text)`,
    ],
  },
];

const partsShown = `
  select
    (select string_agg(s.name, '; ' order by s.name) from contract_further_suppliers f join suppliers s on s.id = f.supplier_id
      where f.contract_id = $1) as "furtherSuppliers",
    (select string_agg(a.name, '; ' order by a.name) from contract_buyers b join authorities a on a.id = b.authority_id
      where b.contract_id = $1) as "furtherBuyers",
    (select string_agg(f.code || ' ' || p.share_percent || ' from ' || p.valid_from || coalesce(' to ' || p.valid_to, ''),
        '; ' order by p.valid_from, f.code)
      from contract_participants p join forces f on f.id = p.force_id where p.contract_id = $1) as shares,
    (select string_agg(l.number || ' ' || l.title || coalesce(' ' || l.value, '')
        || coalesce(' by ' || (
          select string_agg(s.name, ', ' order by s.id = l.supplier_id desc, s.name) from suppliers s
          where s.id = l.supplier_id or s.id in (
            select m.supplier_id from contract_lot_suppliers m where m.contract_id = l.contract_id and m.number = l.number)), '')
        || coalesce(' for ' || (
          select string_agg(f.code, ', ' order by f.code) from contract_lot_forces m join forces f on f.id = m.force_id
          where m.contract_id = l.contract_id and m.number = l.number), ''), '; ' order by l.number)
      from contract_lots l where l.contract_id = $1) as lots,
    (select string_agg(o.sequence || ' ' || o.months || ' months ' || o.state || coalesce(' by ' || o.latest_notice_on, ''),
        '; ' order by o.sequence)
      from contract_extension_options o where o.contract_id = $1) as "extensionOptions",
    (select string_agg(v.kind || ' ' || v.as_at || coalesce(' net ' || v.net, '') || coalesce(' gross ' || v.gross, '')
        || ' ' || v.vat_basis || coalesce(' (' || v.source || ')', ''), '; ' order by v.as_at, v.kind)
      from contract_values v where v.contract_id = $1) as values,
    (select string_agg(r.source_system || ' ' || r.reference || case when r.is_alias then ' (alias)' else '' end, '; ' order by r.source_system, r.reference)
      from contract_references r where r.contract_id = $1) as references,
    (select string_agg(t.scheme || ' ' || t.tag, '; ' order by t.scheme, t.tag)
      from contract_tags t where t.contract_id = $1) as tags`;
