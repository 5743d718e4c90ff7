import { KpiResolver } from "./kpi.resolver.js";

export const kpiResolvers = [KpiResolver] as const;
export { type DataState, type KpiDefinition, type KpiUnit } from "./kpi.js";
export {
  answersFor,
  codes,
  CONTRACT_KPIS,
  type FigureAnswer,
  type FigureRequest,
  refreshFigures,
  type RefreshScope,
  SAVING_KPIS,
  SPEND_KPIS,
  syncDefinitions,
} from "./kpi.repository.js";
export { kpiFigureNode } from "./kpi.service.js";
