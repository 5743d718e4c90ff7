import {
  ContractLotResolver,
  ContractParticipantResolver,
  SupplierContractsResolver,
} from "./contractParts.resolver.js";
import { ContractResolver } from "./contract.resolver.js";

export const contractResolvers = [
  ContractResolver,
  ContractLotResolver,
  ContractParticipantResolver,
  SupplierContractsResolver,
] as const;
export { contractById } from "./contract.repository.js";
export { contractNode } from "./contract.service.js";
export { Contract } from "./contract.types.js";
