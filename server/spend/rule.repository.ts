import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Quarter } from "../shared/period.js";
import { type ExclusionKind, type ExclusionSubject } from "./spend.types.js";

export interface NewRule {
  readonly forceId: string | null;
  readonly kind: ExclusionKind;
  readonly subject: ExclusionSubject;
  /** Of "like", in lower case. */
  readonly pattern: string;
  readonly reason: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

/** What of line `l` a rule of this subject looks at. */
const looksAt = (rule: string): string =>
  `lower(case ${rule}.subject when 'CATEGORY' then l.category_text when 'LEDGER' then l.general_ledger_code
      else l.supplier_text end) like ${rule}.pattern`;
const appliesOn = (rule: string): string =>
  `l.posted_on >= ${rule}.valid_from and (${rule}.valid_to is null or l.posted_on <= ${rule}.valid_to)`;

export const rulesIn = (database: Database) => ({
  /** The new rule's number; null where there is the same rule from that day already. */
  async add(rule: NewRule): Promise<string | null> {
    const row = await database.row<{ id: string }>(
      `insert into spend_exclusion_rules (force_id, kind, subject, pattern, reason, valid_from, valid_to)
       values ($1, $2::spend_exclusion_kind, $3::spend_exclusion_subject, $4, $5, $6, $7)
       on conflict do nothing returning id::text as id`,
      [rule.forceId, rule.kind, rule.subject, rule.pattern, rule.reason, rule.validFrom, rule.validTo],
    );
    return row?.id ?? null;
  },

  /** The rule, held until the transaction ends; null when there is none. */
  lock: (
    id: string,
  ): Promise<{
    readonly id: string;
    readonly pattern: string;
    readonly forceId: string | null;
    readonly forceCode: string | null;
    readonly validFrom: CalendarDate;
    readonly validTo: CalendarDate | null;
  } | null> =>
    database.row(
      `select r.id::text as id, pattern, r.force_id::text as "forceId", f.code as "forceCode",
         r.valid_from::text as "validFrom", r.valid_to::text as "validTo"
       from spend_exclusion_rules r left join forces f on f.id = r.force_id where r.id = $1::bigint for update of r`,
      [id],
    ),

  async end(id: string, lastDay: CalendarDate): Promise<void> {
    await database.rows("update spend_exclusion_rules set valid_to = $2 where id = $1::bigint", [id, lastDay]);
  },

  /**
   * Judges the loaded lines again that a rule fits or has taken out, by all rules there are, as loading does: category
   * before ledger before supplier, a force's own rule before a general one. Credit notes follow their invoice. Lines that
   * somebody took out without a rule stay out.
   *
   * Shape: how many lines are judged otherwise now, and the quarters they fall in.
   */
  async judgeAgain(ruleId: string): Promise<{ readonly lines: number; readonly quarters: readonly Quarter[] }> {
    // As long as it takes, like a load: a rule may fit lines of many years.
    await database.rows("set local statement_timeout = 0");
    const changed = await database.rows<{ id: string; year: number; quarter: Quarter["quarter"] }>(
      `with rule as materialized (select * from spend_exclusion_rules where id = $1::bigint),
       judged as materialized (
         select l.id, l.posted_on, x.id as rule_id
         from rule r
         join spend_lines l on (r.force_id is null or l.force_id = r.force_id) and l.credits_line_id is null
           and (l.excluded_by_rule_id = r.id
             or ((l.influenceable or l.excluded_by_rule_id is not null) and ${appliesOn("r")} and ${looksAt("r")}))
         left join lateral (
           select e.id from spend_exclusion_rules e
           where (e.force_id is null or e.force_id = l.force_id) and ${appliesOn("e")} and ${looksAt("e")}
           order by e.subject, e.force_id nulls last, e.id limit 1) x on true)
       update spend_lines l set influenceable = j.rule_id is null, excluded_by_rule_id = j.rule_id
       from judged j
       where l.id = j.id and l.posted_on = j.posted_on and l.excluded_by_rule_id is distinct from j.rule_id
       returning l.id::text as id, financial_year(l.posted_on) as year, financial_quarter(l.posted_on) as quarter`,
      [ruleId],
    );
    const notes = await database.rows<{ year: number; quarter: Quarter["quarter"] }>(
      `update spend_lines l set influenceable = i.influenceable, excluded_by_rule_id = i.excluded_by_rule_id
       from spend_lines i
       where i.id = any($1::bigint[]) and l.credits_line_id = i.id and l.force_id = i.force_id
         and l.excluded_by_rule_id is distinct from i.excluded_by_rule_id
       returning financial_year(l.posted_on) as year, financial_quarter(l.posted_on) as quarter`,
      [changed.map(({ id }) => id)],
    );
    const quarters = new Map(
      [...changed, ...notes].map(({ year, quarter }) => [`${year} ${quarter}`, { year, quarter }]),
    );
    return { lines: changed.length + notes.length, quarters: [...quarters.values()] };
  },
});
