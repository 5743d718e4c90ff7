import { AreaResolver } from "./area.resolver.js";
import {
  InfluenceableRuleResolver,
  SpendLoadResolver,
  SpendResolver,
  UnmatchedSpendResolver,
} from "./spend.resolver.js";
import { SpendLoadsResolver } from "./spendLoad.resolver.js";

export const spendResolvers = [
  AreaResolver,
  InfluenceableRuleResolver,
  SpendLoadResolver,
  SpendLoadsResolver,
  SpendResolver,
  UnmatchedSpendResolver,
] as const;
export { spendLineNode } from "./spend.service.js";
export { loadSpend, type LoadAccount, type LoadRequest } from "./spendLoad.service.js";
