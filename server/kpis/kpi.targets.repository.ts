import { type Database } from "../database/database.js";
import { type Quarter } from "../shared/period.js";
import { type KpiDefinition, type KpiMeasure, type Rag } from "./kpi.js";

/** A force or a collaboration: one of the two. */
export interface FigureOwner {
  readonly code: string;
  readonly forceId: string | null;
  readonly collaborationId: string | null;
}

/** The force or collaboration with a code; null when there is none of that kind. */
export const ownerNamed = (
  database: Database,
  kind: "force" | "collaboration",
  code: string,
): Promise<FigureOwner | null> =>
  database.row<FigureOwner>(
    kind === "force"
      ? `select code, id::text as "forceId", null as "collaborationId" from forces where code = upper(btrim($1))`
      : `select code, null as "forceId", id::text as "collaborationId" from collaborations where code = upper(btrim($1))`,
    [code],
  );

export const currentDefinition = (
  database: Database,
  code: string,
): Promise<Pick<KpiDefinition, "code" | "name" | "unit" | "grain" | "direction" | "denominatorMeaning"> | null> =>
  database.row(
    `select code, name, unit, grain, direction, denominator_meaning as "denominatorMeaning"
     from kpi_definitions where is_current and code = upper(btrim($1))`,
    [code],
  );

export interface StoredTarget {
  readonly id: string;
  readonly target: string;
  readonly tolerancePercent: string;
}

const ofOwner = `force_id is not distinct from $2::bigint and collaboration_id is not distinct from $3::bigint`;

/** Sets one quarter's target; gives what stood there before, or null. */
export async function setTarget(
  database: Database,
  kpi: string,
  { forceId, collaborationId }: FigureOwner,
  { year, quarter }: Quarter,
  target: string,
  tolerancePercent: string,
): Promise<{ readonly id: string; readonly before: StoredTarget | null }> {
  const before = await database.row<StoredTarget>(
    `select id::text as id, trim_scale(target) as target, trim_scale(tolerance_percent) as "tolerancePercent" from kpi_targets
     where kpi_code = $1 and ${ofOwner} and financial_year = $4 and quarter = $5 for update`,
    [kpi, forceId, collaborationId, year, quarter],
  );
  const row = await database.row<{ id: string }>(
    `insert into kpi_targets (kpi_code, force_id, collaboration_id, financial_year, quarter, target, tolerance_percent)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (kpi_code, force_id, collaboration_id, financial_year, quarter) do update
     set target = excluded.target, tolerance_percent = excluded.tolerance_percent
     returning id::text as id`,
    [kpi, forceId, collaborationId, year, quarter, target, tolerancePercent],
  );
  return { id: row?.id as string, before };
}

/** What a figure says now and the colour chosen for it; null where there is no such figure. */
export const figureToColour = (
  database: Database,
  id: string,
): Promise<{
  readonly kpi: string;
  readonly measure: KpiMeasure;
  readonly forceId: string | null;
  readonly collaborationId: string | null;
  readonly year: number;
  readonly quarter: Quarter["quarter"];
  readonly reference: string;
  readonly chosen: Rag | null;
} | null> =>
  database.row(
    `select f.kpi_code as kpi, f.measure, f.force_id::text as "forceId", f.collaboration_id::text as "collaborationId",
       f.financial_year as year, f.quarter, v.rag as chosen,
       f.kpi_code || ' ' || coalesce(o.code, c.code) || ' ' || quarter_name(f.financial_year, f.quarter) as reference
     from kpi_figures f left join forces o on o.id = f.force_id left join collaborations c on c.id = f.collaboration_id
     left join kpi_rag_overrides v on v.kpi_code = f.kpi_code and v.measure = f.measure
       and v.force_id is not distinct from f.force_id and v.collaboration_id is not distinct from f.collaboration_id
       and v.financial_year = f.financial_year and v.quarter = f.quarter
     where f.id = $1::bigint`,
    [id],
  );

/** Chooses a colour for a figure, or with a null one takes the choice back. */
export async function chooseRag(
  database: Database,
  figureId: string,
  rag: Rag | null,
  reason: string,
  personId: string,
): Promise<void> {
  const key = "kpi_code, measure, force_id, collaboration_id, financial_year, quarter";
  if (rag === null) {
    await database.rows(
      `delete from kpi_rag_overrides v using kpi_figures f where f.id = $1::bigint and v.kpi_code = f.kpi_code
         and v.measure = f.measure and v.force_id is not distinct from f.force_id
         and v.collaboration_id is not distinct from f.collaboration_id
         and v.financial_year = f.financial_year and v.quarter = f.quarter`,
      [figureId],
    );
    return;
  }
  await database.rows(
    `insert into kpi_rag_overrides (${key}, rag, reason, set_by_id)
     select ${key}, $2::kpi_rag, $3, $4::bigint from kpi_figures where id = $1::bigint
     on conflict on constraint one_override_each do update
     set rag = excluded.rag, reason = excluded.reason, set_by_id = excluded.set_by_id, set_at = now()`,
    [figureId, rag, reason, personId],
  );
}
