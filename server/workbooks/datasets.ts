import { claimsDataset } from "./claims.dataset.js";
import { contractsDataset } from "./contracts.dataset.js";
import { type Dataset, type DatasetName } from "./dataset.js";
import { kpisDataset } from "./kpis.dataset.js";
import { pipelineDataset } from "./pipeline.dataset.js";
import { savingsDataset } from "./savings.dataset.js";
import { socialValueDataset } from "./socialValue.dataset.js";
import { spendDataset } from "./spend.dataset.js";
import { suppliersDataset } from "./suppliers.dataset.js";
import { waiversDataset } from "./waivers.dataset.js";

/** Every dataset, in the order in which people are offered them. */
export const datasets: Readonly<Record<DatasetName, Dataset>> = {
  CONTRACTS: contractsDataset,
  SAVINGS: savingsDataset,
  KPIS: kpisDataset,
  PIPELINE: pipelineDataset,
  SUPPLIERS: suppliersDataset,
  SPEND: spendDataset,
  CLAIMS: claimsDataset,
  WAIVERS: waiversDataset,
  SOCIAL_VALUE: socialValueDataset,
};
