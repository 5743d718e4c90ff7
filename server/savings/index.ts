import {
  ContractSavingsResolver,
  SavingForceAmountResolver,
  SavingResolver,
  SavingShareResolver,
} from "./saving.resolver.js";
import { SavingChangesResolver } from "./savingChanges.resolver.js";
import { SavingReportsResolver } from "./savingReports.resolver.js";

export const savingResolvers = [
  SavingResolver,
  SavingShareResolver,
  SavingForceAmountResolver,
  ContractSavingsResolver,
  SavingChangesResolver,
  SavingReportsResolver,
] as const;
export { savingNode } from "./saving.service.js";
