import { ask } from "../../api/client.js";
import { DATASETS, type DatasetDescription } from "../../api/operations.js";
import { useAsked, type Asked } from "./useAsked.js";
import { usePane } from "./usePane.js";

/** What tables there are, and their columns; not asked for before somebody is signed in. */
export function useDatasets(): Asked<readonly DatasetDescription[]> {
  const { viewer } = usePane();
  return useAsked(viewer ? "datasets" : null, async (signal) => (await ask(DATASETS, {}, { signal })).datasets);
}
