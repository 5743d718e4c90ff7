import { contractsDataset } from "./contracts.dataset.js";
import { type Dataset, type DatasetName } from "./dataset.js";
import { kpisDataset } from "./kpis.dataset.js";
import { savingsDataset } from "./savings.dataset.js";

/** Every dataset, in the order in which people are offered them. */
export const datasets: Readonly<Record<DatasetName, Dataset>> = {
  CONTRACTS: contractsDataset,
  SAVINGS: savingsDataset,
  KPIS: kpisDataset,
};
