import { contractsDataset } from "./contracts.dataset.js";
import { type Dataset, type DatasetName } from "./dataset.js";
import { kpisDataset } from "./kpis.dataset.js";
import { pipelineDataset } from "./pipeline.dataset.js";
import { savingsDataset } from "./savings.dataset.js";
import { spendDataset } from "./spend.dataset.js";
import { suppliersDataset } from "./suppliers.dataset.js";

/** Every dataset, in the order in which people are offered them. */
export const datasets: Readonly<Record<DatasetName, Dataset>> = {
  CONTRACTS: contractsDataset,
  SAVINGS: savingsDataset,
  KPIS: kpisDataset,
  PIPELINE: pipelineDataset,
  SUPPLIERS: suppliersDataset,
  SPEND: spendDataset,
};
