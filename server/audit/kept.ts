import { type NodeKind } from "../shared/nodeId.js";

/** Where the changes of a kind of thing are recorded: its table, and the datasets under which the audit trail names it. */
export interface Kept {
  readonly table: string;
  readonly dataset: string;
}

/** Everything whose history can be asked for by its id. */
export const keptKinds: Readonly<Partial<Record<NodeKind, Kept>>> = {
  contract: { table: "contracts", dataset: "CONTRACTS" },
  saving: { table: "savings", dataset: "SAVINGS" },
  supplier: { table: "suppliers", dataset: "SUPPLIERS" },
  pipeline_item: { table: "pipeline_items", dataset: "PIPELINE" },
  supplier_claim: { table: "supplier_claims", dataset: "CLAIMS" },
  waiver: { table: "waivers", dataset: "WAIVERS" },
  social_value_commitment: { table: "social_value_commitments", dataset: "SOCIAL_VALUE" },
  kpi_figure: { table: "kpi_figures", dataset: "KPIS" },
  spend_line: { table: "spend_lines", dataset: "SPEND" },
  force: { table: "forces", dataset: "FORCES" },
};

/** The kind of thing that a dataset's entries are about; null for what has no id of its own. */
export const kindOfDataset = (dataset: string): NodeKind | null =>
  (Object.entries(keptKinds).find(([, kept]) => kept.dataset === dataset)?.[0] as NodeKind | undefined) ?? null;
