import {
  ContractSavingsResolver,
  SavingForceAmountResolver,
  SavingResolver,
  SavingShareResolver,
} from "./saving.resolver.js";

export const savingResolvers = [
  SavingResolver,
  SavingShareResolver,
  SavingForceAmountResolver,
  ContractSavingsResolver,
] as const;
export { savingNode } from "./saving.service.js";
