import { joined, nodeIdOf, one, page, partsOf, personName, type Projection } from "../graph/projection/projection.js";
import * as tables from "./saving.repository.js";

/**
 * Savings, as one statement reads them. The resolvers say the same; what they work out by the rules of savings (sign-off
 * state, measures, verdicts) is left to them.
 */
export const savingProjections: readonly (Partial<Projection> & Pick<Projection, "type">)[] = [
  {
    type: "Saving",
    columns: tables.savingColumns,
    source: tables.savingSource,
    fields: {
      id: nodeIdOf("saving", "v.id"),
      contract: one("v.contract_id"),
      category: one("v.category_id"),
      leadForce: one("v.lead_force_id"),
      phases: partsOf(tables.phases, "v.id"),
      shares: partsOf(tables.shares, "v.id"),
      forceAmounts: partsOf(tables.forceAmounts, "v.id"),
      evidence: partsOf(tables.evidence, "v.id"),
      signOffs: partsOf(tables.signOffs, "v.id"),
      proposedBy: personName("v.proposed_by_id"),
      updatedBy: personName("v.updated_by_id"),
    },
  },
  { type: "SavingPhase", columns: tables.phases.columns },
  { type: "SavingShare", columns: tables.shares.columns, fields: { force: joined() } },
  { type: "SavingForceAmount", columns: tables.forceAmounts.columns, fields: { force: joined() } },
  { type: "SavingEvidence", columns: tables.evidence.columns },
  { type: "SavingSignOff", columns: tables.signOffs.columns },
  { type: "Contract", fields: { savings: page("c.id") } },
];
