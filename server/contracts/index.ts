import {
  ContractEventResolver,
  ContractLotResolver,
  ContractParticipantResolver,
  ExtensionOptionResolver,
  SupplierContractsResolver,
} from "./contractParts.resolver.js";
import { ContractResolver } from "./contract.resolver.js";
import { ContractWritesResolver } from "./contractWrites.resolver.js";
import { ContractPipelineResolver, PipelineResolver } from "./pipeline.resolver.js";
import { ProcurementThresholdResolver } from "./procurementThreshold.resolver.js";

export const contractResolvers = [
  ContractResolver,
  ContractEventResolver,
  ContractLotResolver,
  ContractParticipantResolver,
  ExtensionOptionResolver,
  ContractPipelineResolver,
  PipelineResolver,
  ProcurementThresholdResolver,
  ContractWritesResolver,
  SupplierContractsResolver,
] as const;
export { contractById } from "./contract.repository.js";
export { contractNode } from "./contract.service.js";
export { pipelineItemNode } from "./pipeline.service.js";
export { Contract } from "./contract.types.js";
