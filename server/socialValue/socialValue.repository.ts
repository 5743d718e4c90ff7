import { type Database } from "../database/database.js";
import { dateIs, idIs, textIs } from "../graph/condition.js";
import { manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type ProxyDraft } from "./socialValue.js";
import {
  type SocialValueCommitment,
  type SocialValueDelivery,
  type SocialValueOrderField,
  type SocialValueProxy,
  type SocialValueWhere,
} from "./socialValue.types.js";

export const commitmentList: List<SocialValueWhere, SocialValueOrderField> = {
  name: "socialValueCommitments",
  columns: `c.id::text as id, c.reference, c.title, c.proxy_code as "proxyCode", c.quantity::text as quantity,
    c.due_on::text as "dueOn", social_value_of(c.proxy_code, c.quantity, c.due_on)::text as "committedValue",
    (select coalesce(sum(social_value_of(c.proxy_code, d.quantity, d.delivered_on)), 0)::numeric(18,2)::text
     from social_value_deliveries d where d.commitment_id = c.id and d.evidence is not null) as "deliveredValue",
    c.version, c.force_id::text as "forceId", c.contract_id::text as "contractId"`,
  from: "social_value_commitments c",
  id: "c.id",
  always: "true",
  fields: () => ({
    reference: textIs("c.reference"),
    proxyCode: textIs("c.proxy_code"),
    force: idIs("force", "c.force_id"),
    contract: idIs("contract", "c.contract_id"),
    dueOn: dateIs("c.due_on"),
  }),
  orders: {
    REFERENCE: { expression: "c.reference", type: "text", neverNull: true },
    DUE_ON: { expression: "c.due_on", type: "date", neverNull: true },
  },
  usualOrder: "REFERENCE",
};

const deliveries = (which: string): string => `
  select d.id::text as id, d.commitment_id::text as "commitmentId", d.delivered_on::text as "deliveredOn",
    d.quantity::text as quantity, d.evidence, social_value_of(c.proxy_code, d.quantity, d.delivered_on)::text as value
  from social_value_deliveries d join social_value_commitments c on c.id = d.commitment_id
  where ${which} = any($1::bigint[]) order by d.delivered_on, d.id`;

export const deliveriesOf = manyEach<SocialValueDelivery>(
  (database, ids) => database.rows(deliveries("d.commitment_id"), [ids]),
  (delivery) => delivery.commitmentId,
);

export const deliveryById = oneEach<SocialValueDelivery>(
  (database, ids) => database.rows(deliveries("d.id"), [ids]),
  (delivery) => delivery.id,
);

export const commitmentById = oneEach<SocialValueCommitment>(
  (database, ids) =>
    database.rows(`select ${commitmentList.columns} from ${commitmentList.from} where c.id = any($1::bigint[])`, [ids]),
  (commitment) => commitment.id,
);

export const everyProxy = (database: Database): Promise<SocialValueProxy[]> =>
  database.rows(
    `select code, name, unit, trim_scale(value_per_unit)::text as "valuePerUnit", valid_from::text as "validFrom",
       valid_to::text as "validTo", source from social_value_proxies order by code, valid_from`,
  );

export const socialValueIn = (database: Database) => ({
  find: (id: string): Promise<SocialValueCommitment | null> =>
    database.row(`select ${commitmentList.columns} from ${commitmentList.from} where c.id = $1::bigint`, [id]),

  /** A measure's code as it was loaded, found in any case; null when nothing was loaded for it. */
  codeOf: async (code: string): Promise<string | null> =>
    (
      await database.row<{ code: string }>(
        "select code from social_value_proxies where upper(code) = upper($1) order by code = $1 desc, code limit 1",
        [code],
      )
    )?.code ?? null,

  /** The earliest day on which something can be due or delivered under a contract: its award or its start; null: not known. */
  earliestDay: async (contractId: string): Promise<CalendarDate | null> =>
    (
      await database.row<{ day: CalendarDate | null }>(
        "select least(awarded_on, starts_on)::text as day from contracts where id = $1",
        [contractId],
      )
    )?.day ?? null,

  /**
   * Stores proxy values: one of the same code and first day is replaced, and the value before a new one ends the day before
   * it. One without a last day ends before the next of its code, given or stored. Gives their ids. Errors: PostgreSQL's 23P01 when two values would hold on one day.
   */
  async load(
    drafts: readonly ProxyDraft[],
    source: string | null,
  ): Promise<{ readonly id: string; readonly code: string }[]> {
    const given = JSON.stringify(drafts.map((draft) => ({ ...draft, code: draft.code.trim() })));
    const rows = `jsonb_to_recordset($1::jsonb) as r(code text, name text, unit text, "valuePerUnit" numeric,
      "validFrom" date, "validTo" date)`;
    await database.rows(
      `update social_value_proxies p set valid_to = n.first - 1
       from (select p.id, min(r."validFrom") as first from social_value_proxies p
         join ${rows} on r.code = p.code and r."validFrom" > p.valid_from group by p.id) n
       where n.id = p.id and (p.valid_to is null or p.valid_to >= n.first)`,
      [given],
    );
    return database.rows(
      `insert into social_value_proxies (code, name, unit, value_per_unit, valid_from, valid_to, source)
       select r.code, btrim(r.name), btrim(r.unit), r."valuePerUnit", r."validFrom",
         coalesce(r."validTo", least(
           lead(r."validFrom") over (partition by r.code order by r."validFrom"),
           (select min(p.valid_from) from social_value_proxies p where p.code = r.code and p.valid_from > r."validFrom")) - 1),
         $2
       from ${rows}
       on conflict (code, valid_from) do update set name = excluded.name, unit = excluded.unit,
         value_per_unit = excluded.value_per_unit, valid_to = excluded.valid_to, source = excluded.source
       returning id::text as id, code`,
      [given, source],
    );
  },

  async commit(commitment: {
    readonly forceId: string;
    readonly contractId: string;
    readonly title: string;
    readonly proxyCode: string;
    readonly quantity: string;
    readonly dueOn: CalendarDate;
    readonly personId: string;
  }): Promise<string> {
    const row = await database.row<{ id: string }>(
      `insert into social_value_commitments (force_id, contract_id, title, proxy_code, quantity, due_on, updated_by_id)
       values ($1, $2, $3, $4, $5, $6, $7) returning id::text as id`,
      [
        commitment.forceId,
        commitment.contractId,
        commitment.title,
        commitment.proxyCode,
        commitment.quantity,
        commitment.dueOn,
        commitment.personId,
      ],
    );
    return row?.id as string;
  },

  async deliver(
    commitmentId: string,
    delivery: { readonly deliveredOn: CalendarDate; readonly quantity: string; readonly evidence: string | null },
    personId: string,
  ): Promise<void> {
    await database.rows(
      `insert into social_value_deliveries (commitment_id, delivered_on, quantity, evidence, recorded_by_id)
       values ($1, $2, $3, $4, $5)`,
      [commitmentId, delivery.deliveredOn, delivery.quantity, delivery.evidence, personId],
    );
    await database.rows("update social_value_commitments set updated_by_id = $2 where id = $1", [
      commitmentId,
      personId,
    ]);
  },
});
