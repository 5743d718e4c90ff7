import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Money } from "../shared/money.js";
import { type EvidenceKind, type SignOffDraft } from "./saving.gates.js";
import { type Phase, type PhasingMethod, type SavingClass, type SavingShare, type SavingStage } from "./saving.js";
import { type ForceDates } from "./saving.shares.js";

export interface NewSaving {
  readonly reference: string;
  readonly title: string;
  readonly contractId: string | null;
  readonly categoryId: string | null;
  readonly leadForceId: string;
  readonly savingClass: SavingClass;
  readonly method: string;
  readonly baselineMethod: string;
  readonly baselineValue: Money | null;
  readonly newValue: Money | null;
  readonly implementationCost: Money;
  readonly phasingMethod: PhasingMethod;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate | null;
  readonly stage: SavingStage;
  readonly defersCost: boolean;
  readonly confidential: boolean;
  readonly alsoClaimedBy: string | null;
  readonly note: string | null;
}

/** What the acts on one saving write. Every one of them runs in the caller's transaction, on a saving that it has locked. */
export const savingChangesIn = (database: Database) => ({
  /** Every force by code: who may have a share, and when. */
  forces: (): Promise<ForceDates[]> =>
    database.rows(
      `select f.id::text as id, f.code, f.valid_from::text as "validFrom", f.valid_to::text as "validTo",
         s.code as "successorCode"
       from forces f left join forces s on s.id = f.successor_id order by f.code`,
    ),

  async contractId(reference: string): Promise<string | null> {
    const row = await database.row<{ id: string }>(
      `select id::text as id from contracts where reference_key = upper($1) and deleted_at is null`,
      [reference],
    );
    return row?.id ?? null;
  },

  hasCategory: async (id: string): Promise<boolean> =>
    (await database.row(`select from categories where id = $1::bigint`, [id])) !== null,

  /** Null where the reference is taken. Two who propose one reference at once: one is told. */
  async insert(saving: NewSaving, personId: string): Promise<string | null> {
    const row = await database.row<{ id: string }>(
      `insert into savings (reference, title, contract_id, category_id, lead_force_id, saving_class, method, baseline_method,
         baseline_value, new_value, implementation_cost, phasing_method, starts_on, ends_on, stage, defers_cost, confidential,
         also_claimed_by, note, proposed_by_id, updated_by_id)
       select reference, title, "contractId", "categoryId", "leadForceId", "savingClass", method, "baselineMethod",
         "baselineValue", "newValue", "implementationCost", "phasingMethod", "startsOn", "endsOn", stage, "defersCost", confidential,
         "alsoClaimedBy", note, $2::bigint, $2::bigint
       from jsonb_to_record($1::jsonb) as s(reference text, title text, "contractId" bigint, "categoryId" bigint,
         "leadForceId" bigint, "savingClass" saving_class, method saving_method, "baselineMethod" baseline_method,
         "baselineValue" numeric, "newValue" numeric, "implementationCost" numeric, "phasingMethod" phasing_method,
         "startsOn" date, "endsOn" date, stage saving_stage, "defersCost" boolean, confidential boolean, "alsoClaimedBy" text, note text)
       on conflict (reference_key) where deleted_at is null do nothing
       returning id::text as id`,
      [JSON.stringify(saving), personId],
    );
    return row?.id ?? null;
  },

  /** Makes the shares exactly these; what stays the same is not written. */
  async setShares(savingId: string, shares: readonly SavingShare[]): Promise<void> {
    const parameters = [savingId, JSON.stringify(shares)];
    const wanted = `select "forceId" as force_id, "sharePercent" as share_percent, "validFrom" as valid_from, "validTo" as valid_to
      from jsonb_to_recordset($2::jsonb) as w("forceId" bigint, "sharePercent" numeric, "validFrom" date, "validTo" date)`;
    // Two statements: the shares that go must be gone before those that overlap them come.
    await database.rows(
      `delete from saving_shares h where h.saving_id = $1::bigint and not exists (
         select from (${wanted}) w where w.force_id = h.force_id and w.share_percent = h.share_percent
           and w.valid_from = h.valid_from and w.valid_to is not distinct from h.valid_to)`,
      parameters,
    );
    await database.rows(
      `insert into saving_shares (saving_id, force_id, share_percent, valid_from, valid_to)
       select $1::bigint, w.* from (${wanted}) w on conflict (saving_id, force_id, valid_from) do nothing`,
      parameters,
    );
  },

  /** Makes the phases of a MANUAL saving exactly these. */
  async setPhases(savingId: string, phases: readonly Phase[]): Promise<void> {
    await database.rows(
      `with wanted as (
         select year, quarter, amount
         from jsonb_to_recordset($2::jsonb) as w(year integer, quarter smallint, amount numeric)),
       gone as (
         delete from saving_phases p where p.saving_id = $1::bigint
           and not exists (select from wanted w where (w.year, w.quarter) = (p.financial_year, p.quarter)))
       insert into saving_phases (saving_id, financial_year, quarter, amount)
       select $1::bigint, year, quarter, amount from wanted
       on conflict (saving_id, financial_year, quarter) do update set amount = excluded.amount`,
      [savingId, JSON.stringify(phases)],
    );
  },

  /** Marks a saving as changed by somebody, who proposes it as it now stands. */
  async propose(savingId: string, personId: string): Promise<void> {
    await database.rows(`update savings set updated_by_id = $2, proposed_by_id = $2 where id = $1::bigint`, [
      savingId,
      personId,
    ]);
  },

  async setManualValues(
    savingId: string,
    values: {
      readonly baselineValue: Money | null;
      readonly newValue: Money | null;
      readonly implementationCost: Money;
    },
    personId: string,
  ): Promise<void> {
    await database.rows(
      `update savings set phasing_method = 'MANUAL', baseline_value = $2, new_value = $3, implementation_cost = $4,
         updated_by_id = $5, proposed_by_id = $5
       where id = $1::bigint`,
      [savingId, values.baselineValue, values.newValue, values.implementationCost, personId],
    );
  },

  async setStage(savingId: string, stage: SavingStage, personId: string): Promise<void> {
    await database.rows(`update savings set stage = $2::saving_stage, updated_by_id = $3 where id = $1::bigint`, [
      savingId,
      stage,
      personId,
    ]);
  },

  async setBudgetCode(savingId: string, budgetCode: string, personId: string): Promise<void> {
    await database.rows(`update savings set budget_code = $2, updated_by_id = $3 where id = $1::bigint`, [
      savingId,
      budgetCode,
      personId,
    ]);
  },

  async withdraw(savingId: string, personId: string): Promise<void> {
    await database.rows(`update savings set deleted_at = now(), updated_by_id = $2 where id = $1::bigint`, [
      savingId,
      personId,
    ]);
  },

  async addEvidence(
    savingId: string,
    evidence: { readonly kind: EvidenceKind; readonly title: string; readonly link: string | null },
    personId: string,
  ): Promise<void> {
    await database.rows(
      `insert into saving_evidence (saving_id, kind, title, link, added_by_id)
       values ($1::bigint, $2::saving_evidence_kind, $3, $4, $5)`,
      [savingId, evidence.kind, evidence.title, evidence.link, personId],
    );
  },

  /** Keeps a sign-off; the role's earlier one stays, marked. */
  async signOff(savingId: string, signOff: SignOffDraft): Promise<void> {
    await this.supersede(savingId, "The role decided again.", signOff.role);
    await database.rows(
      `insert into saving_sign_offs (saving_id, role, person_id, decision, budget_code, comment)
       values ($1::bigint, $2::saving_sign_off_role, $3, $4::saving_sign_off_decision, $5, $6)`,
      [savingId, signOff.role, signOff.personId, signOff.decision, signOff.budgetCode, signOff.comment],
    );
  },

  /** Marks the standing sign-offs (of one role, or all) as superseded. */
  async supersede(savingId: string, because: string, role: string | null = null): Promise<void> {
    await database.rows(
      `update saving_sign_offs set superseded_at = now(), superseded_because = $2
       where saving_id = $1::bigint and superseded_at is null and ($3::text is null or role::text = $3)`,
      [savingId, because, role],
    );
  },

  /** The version of a row, deleted or not. */
  async version(savingId: string): Promise<number | null> {
    return (
      (await database.row<{ version: number }>(`select version from savings where id = $1::bigint`, [savingId]))
        ?.version ?? null
    );
  },
});
