import { AggregationRateResolver, AggregationResolver } from "./aggregation.resolver.js";
import { KpiBySupplierResolver } from "./kpi.bySupplier.resolver.js";
import { KpiResolver, RagOverrideResolver } from "./kpi.resolver.js";

export const kpiResolvers = [
  KpiResolver,
  KpiBySupplierResolver,
  RagOverrideResolver,
  AggregationResolver,
  AggregationRateResolver,
] as const;
export { type DataState, type KpiDefinition, type KpiMeasure, type KpiUnit } from "./kpi.js";
export {
  AGGREGATION_KPIS,
  AREA_KPIS,
  CLAIM_KPIS,
  CONTRACT_KPIS,
  PIPELINE_KPIS,
  SAVING_KPIS,
  SOCIAL_VALUE_KPIS,
  SPEND_KPIS,
  SUPPLIER_KPIS,
  TARGET_KPIS,
  THRESHOLD_KPIS,
} from "./families/index.js";
export { answersFor, type FigureAnswer, type FigureRequest } from "./kpi.answers.repository.js";
export {
  codes,
  figuresFromRows,
  refreshFigures,
  type RefreshScope,
  syncDefinitions,
  type WorkedOutFigure,
} from "./kpi.repository.js";
export { kpisMovedBy } from "./kpi.moved.js";
export { kpiFigureNode } from "./kpi.service.js";
export { figureKey, membersOfFigures, type OwnedQuarter } from "./kpi.contributions.repository.js";
export { KpiFigure } from "./kpi.types.js";
