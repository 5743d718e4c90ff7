import { AreaResolver, ForceAreasResolver } from "./area.resolver.js";
import { InfluenceableRuleResolver } from "./rule.resolver.js";
import {
  FigureUnmatchedResolver,
  SpendLoadResolver,
  SpendResolver,
  UnmatchedSpendReasonResolver,
  UnmatchedSpendResolver,
} from "./spend.resolver.js";
import { SpendLoadsResolver } from "./spendLoad.resolver.js";
import { SpendThresholdResolver } from "./threshold.resolver.js";

export const spendResolvers = [
  AreaResolver,
  ForceAreasResolver,
  InfluenceableRuleResolver,
  SpendLoadResolver,
  SpendLoadsResolver,
  SpendResolver,
  SpendThresholdResolver,
  UnmatchedSpendResolver,
  UnmatchedSpendReasonResolver,
  FigureUnmatchedResolver,
] as const;
export { influenceableRuleNode } from "./rule.service.js";
export { spendLineNode } from "./spend.service.js";
export { loadSpend, type LoadAccount, type LoadRequest } from "./spendLoad.service.js";
