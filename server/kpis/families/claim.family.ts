import { FOREVER, type KpiFamily, quarterNumber } from "../kpi.family.js";

const stage = (name: string): string => `
      select q.financial_year, q.quarter, '${name}' as stage, c.* , c.${name}_value as amount
      from supplier_claims c join days q on q.day = c.${name}_on`;
const of = (name: string, direction: string): string =>
  `case when x.stage = '${name}' and x.direction = '${direction}' then x.amount end`;

/** Claims by what happened in the period: raised, agreed, received. The two directions are never added. */
export const claimFamily: KpiFamily = {
  name: "claims",
  grain: "FLOW",
  belongsTo: "force_id",
  row: {
    period: "x",
    belongsTo: "x.force_id",
    kind: "'supplier_claim'",
    id: "x.id",
    reference: "x.reference",
    title: "u.name",
  },
  from: `(${["raised", "agreed", "received"].map(stage).join("\n      union all")}) x
    join suppliers u on u.id = x.supplier_id
    left join contracts c on c.id = x.contract_id`,
  supplier: { id: "x.supplier_id", kept: false, confidential: "c.confidential" },
  measures: {
    agreed: of("agreed", "AGAINST_SUPPLIER"),
    agreed_by_supplier: of("agreed", "BY_SUPPLIER"),
    raised: of("raised", "AGAINST_SUPPLIER"),
    received: of("received", "AGAINST_SUPPLIER"),
  },
  needs: {
    register: {
      state: "NOT_MEASURED",
      by: "ANY",
      rows: `select force_id as member_id, ${quarterNumber("min(raised_on)")} as from_number, ${FOREVER} as to_number
        from supplier_claims group by force_id`,
    },
  },
  kpis: [
    { code: "CLAIMS", numerator: "agreed", needs: ["register"] },
    { code: "CLAIMS_BY_SUPPLIER", numerator: "agreed_by_supplier", needs: ["register"] },
    { code: "CLAIMS_RAISED", numerator: "raised", needs: ["register"] },
    { code: "CLAIMS_RECEIVED", numerator: "received", needs: ["register"] },
  ],
};

/**
 * Social value: a quantity times the proxy in force on the day. What is delivered counts once it is evidenced; what has no
 * proxy in force has no known value and is left out.
 */
export const socialValueFamily: KpiFamily = {
  name: "socialValue",
  grain: "FLOW",
  belongsTo: "force_id",
  row: {
    period: "x",
    belongsTo: "x.force_id",
    kind: "'social_value_commitment'",
    id: "x.id",
    reference: "x.reference",
    title: "x.title",
  },
  from: `(
      select q.financial_year, q.quarter, c.id, c.reference, c.title, c.force_id, null::numeric as committed,
        social_value_of(c.proxy_code, d.quantity, d.delivered_on) as delivered
      from social_value_deliveries d join social_value_commitments c on c.id = d.commitment_id
      join days q on q.day = d.delivered_on where d.evidence is not null
      union all
      select q.financial_year, q.quarter, c.id, c.reference, c.title, c.force_id,
        social_value_of(c.proxy_code, c.quantity, c.due_on), null
      from social_value_commitments c join days q on q.day = c.due_on) x`,
  measures: { delivered: "x.delivered", committed: "x.committed" },
  needs: {
    register: {
      state: "NOT_MEASURED",
      by: "ANY",
      rows: `select c.force_id as member_id, ${quarterNumber("min(least(c.due_on, d.delivered_on))")} as from_number,
          ${FOREVER} as to_number
        from social_value_commitments c left join social_value_deliveries d on d.commitment_id = c.id group by c.force_id`,
    },
  },
  kpis: [
    { code: "SOCIAL_VALUE", numerator: "delivered", needs: ["register"] },
    { code: "SOCIAL_VALUE_COMMITTED", numerator: "committed", needs: ["register"] },
  ],
};
