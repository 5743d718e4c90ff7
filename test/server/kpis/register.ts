import { type Database } from "../../../server/database/database.js";
import { type TestDatabase } from "../../support/database.js";

/** A contract by its dates; the force that leads it, and any further participants. */
export interface ContractFor {
  readonly reference: string;
  readonly lead: string | null;
  readonly participants?: readonly string[];
  readonly startsOn?: string;
  readonly endsOn?: string | null;
  readonly level?: string;
  readonly managed?: boolean;
  readonly isComplete?: boolean;
  readonly terminatedOn?: string | null;
}

export interface SpendFor {
  readonly force: string;
  readonly on: string;
  readonly net: string;
  readonly contract?: string | null;
  readonly isSme?: boolean;
  readonly influenceable?: boolean;
}

export interface SavingFor {
  readonly reference: string;
  readonly stage: string;
  readonly savingClass: string;
  /** [financial year, quarter, force, amount] */
  readonly amounts: readonly (readonly [number, number, string, string])[];
}

/** Forces NORTH, SOUTH and EAST from 2000; ALL joins the three, PAIR joins NORTH and SOUTH until 30 September 2026. */
export async function someForces(database: Database): Promise<void> {
  await database.rows(`
    insert into forces (code, name, valid_from)
    values ('NORTH', 'North', '2000-04-01'), ('SOUTH', 'South', '2000-04-01'), ('EAST', 'East', '2000-04-01')`);
  await database.rows(`
    insert into collaborations (code, name, parent_id, valid_from)
    values ('ALL', 'All forces', null, '2000-04-01'), ('PAIR', 'North and South', 1, '2000-04-01')`);
  await database.rows(`
    insert into collaboration_members (collaboration_id, force_id, valid_from, valid_to)
    select 1, id, '2000-04-01'::date, null::date from forces
    union all select 2, id, '2000-04-01', '2026-09-30' from forces where code <> 'EAST'`);
  await database.rows(
    `insert into suppliers (name, is_sme) values ('Large', false), ('Small', true), ('Unknown', null)`,
  );
  await database.rows(`insert into categories (scheme, code, name) values ('LOCAL', 'VEH', 'Vehicles')`);
}

export async function addContracts(database: Database, contracts: readonly ContractFor[]): Promise<void> {
  for (const contract of contracts) {
    const isComplete = contract.isComplete ?? true;
    await database.rows(
      `insert into contracts (reference, title, supplier_id, category_id, lead_force_id, route_to_market, owner_role,
         annual_value, managed_by_procurement, collaboration_level, starts_on, initial_ends_on, terminated_on)
       select $1, 'Tyres', 1, 1, (select id from forces where code = $2), 'OPEN', $3, 1000, $4, $5::collaboration_level, $6, $7, $8`,
      [
        contract.reference,
        contract.lead,
        isComplete ? "Category manager" : null,
        contract.managed ?? true,
        contract.level ?? "LOCAL",
        contract.startsOn ?? "2020-04-01",
        contract.endsOn === undefined ? "2030-03-31" : contract.endsOn,
        contract.terminatedOn ?? null,
      ],
    );
    const participants = contract.participants ?? [];
    await database.rows(
      `insert into contract_participants (contract_id, force_id, share_percent, valid_from)
       select c.id, f.id, round(100.0 / $3, 2) + case when f.code = $4 then 100 - $3 * round(100.0 / $3, 2) else 0 end, '2020-04-01'
       from contracts c, forces f where c.reference = $1 and f.code = any($2)`,
      [contract.reference, participants, participants.length || 1, participants[0] ?? ""],
    );
  }
}

export async function addSpend(database: Database, lines: readonly SpendFor[]): Promise<void> {
  for (const line of lines) {
    await database.rows(
      `insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount, kind, influenceable, contract_id, match_method)
       select f.id, $2, 'x', $3, $4::numeric, (case when $4::numeric < 0 then 'CREDIT_NOTE' else 'INVOICE' end)::spend_line_kind, $5, c.id,
         (case when c.id is not null then 'MANUAL' end)::spend_match_method
       from forces f left join contracts c on c.reference = $6 where f.code = $1`,
      [line.force, line.on, line.isSme ? 2 : 1, line.net, line.influenceable ?? true, line.contract ?? null],
    );
  }
}

export async function addSavings(database: Database, savings: readonly SavingFor[]): Promise<void> {
  for (const { reference, stage, savingClass, amounts } of savings) {
    await database.rows(
      `insert into savings (reference, title, lead_force_id, saving_class, stage, phasing_method, starts_on, budget_code)
       values ($1, 'Tyres', 1, $2::saving_class, $3::saving_stage, 'MANUAL', '2025-04-01', 'B1')`,
      [reference, savingClass, stage],
    );
    for (const [year, quarter, force, amount] of amounts) {
      await database.rows(
        `insert into saving_phases (saving_id, financial_year, quarter, amount)
         select id, $2, $3, $4 from savings where reference = $1
         on conflict (saving_id, financial_year, quarter) do update set amount = saving_phases.amount + excluded.amount`,
        [reference, year, quarter, amount],
      );
      await database.rows(
        `insert into saving_force_amounts (saving_id, financial_year, quarter, force_id, amount)
         select s.id, $2, $3, f.id, $4 from savings s, forces f where s.reference = $1 and f.code = $5`,
        [reference, year, quarter, amount, force],
      );
    }
  }
}

export interface Figure {
  readonly value: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly state: string;
}

/** Every stored figure of one measure, by "KPI OWNER YEAR QUARTER". */
export async function storedFigures(
  database: TestDatabase,
  measure: "QUARTER" | "YEAR_TO_DATE" = "QUARTER",
): Promise<Map<string, Figure>> {
  const rows = await database.sql(
    `select kpi_code || ' ' || coalesce(f.code, c.code) || ' ' || financial_year || ' Q' || quarter as name,
      value, trim_scale(numerator)::text as numerator, trim_scale(denominator)::text as denominator, data_state as state
    from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id
    where measure = $1::kpi_measure`,
    [measure],
  );
  return new Map(rows.map(({ name, ...figure }) => [name as string, figure as unknown as Figure]));
}
