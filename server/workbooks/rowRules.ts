import { problemsWith as problemsWithContract } from "../contracts/contract.js";
import { type Database } from "../database/database.js";
import { problemsWithChange, type SavingChange } from "../savings/saving.gates.js";
import { type Phase } from "../savings/saving.js";
import { savingFacts, type StoredSaving } from "../savings/savingFacts.repository.js";
import { nodeId } from "../shared/nodeId.js";
import { type Problem } from "../shared/problem.js";
import { type CellValue, type DatasetName } from "./dataset.js";
import { pipelineRules, supplierRules, textOf } from "./registerRowRules.js";

export type Cells = Readonly<Record<string, CellValue>>;
/** What is wrong with a row as it would be; `id` is null for a new row. */
export type RowRules = (id: string | null, cells: Cells) => Problem[];

/** What the rules of contracts look at. */
const contractFields = ["startsOn", "initialEndsOn", "reference", "framework", "carbonSavedTonnes"] as const;
/** The fields that a dataset's rules look at; null where they may look at any. */
export const fieldsOfRules = (dataset: DatasetName): readonly string[] | null =>
  dataset === "CONTRACTS" ? contractFields : null;

/** The owning feature's rules for rows of a dataset, with what they need to know read in one statement. */
export async function rowRulesFor(database: Database, dataset: DatasetName, ids: readonly string[]): Promise<RowRules> {
  if (dataset === "CONTRACTS") {
    // Given these alone: what the rules look at and what is read for them is one list.
    return (_id, cells) =>
      problemsWithContract(
        Object.fromEntries(contractFields.map((field) => [field, textOf(cells, field)])) as Record<
          (typeof contractFields)[number],
          string | null
        >,
      );
  }
  if (dataset === "PIPELINE") return pipelineRules(database, ids);
  if (dataset === "SUPPLIERS") return supplierRules(database);
  const facts = new Map((await savingFacts(database, ids)).map((saving) => [nodeId("saving", saving.id), saving]));
  return (id, cells) => {
    const before = id === null ? null : (facts.get(id) ?? null);
    return problemsWithChange(before, savingChange(cells, before));
  };
}

/** A new saving starts with one share, its lead force's. A note that changes with the row says why it changes. */
function savingChange(cells: Cells, before: StoredSaving | null): SavingChange {
  const startsOn = textOf(cells, "startsOn") ?? "";
  const leadForceShare = { forceId: "", sharePercent: "100.00", validFrom: startsOn, validTo: null };
  const note = textOf(cells, "note");
  return {
    phasingMethod: (textOf(cells, "phasingMethod") ?? "BY_MONTHS") as SavingChange["phasingMethod"],
    baselineValue: textOf(cells, "baselineValue"),
    newValue: textOf(cells, "newValue"),
    implementationCost: textOf(cells, "implementationCost") ?? "0.00",
    startsOn,
    endsOn: textOf(cells, "endsOn"),
    savingClass: textOf(cells, "savingClass") as SavingChange["savingClass"],
    stage: (textOf(cells, "stage") ?? "PIPELINE") as SavingChange["stage"],
    budgetCode: textOf(cells, "budgetCode"),
    leadForceCode: textOf(cells, "leadForce"),
    shares: before === null ? [leadForceShare] : before.shares,
    manualPhases: manualPhasesAfter(cells, before),
    reason: note === before?.note ? null : note,
  };
}

/** The phases that are stored stay where the method becomes MANUAL: they are then the profile. */
const manualPhasesAfter = (cells: Cells, before: StoredSaving | null): readonly Phase[] =>
  textOf(cells, "phasingMethod") === "MANUAL" ? (before?.phases ?? []) : [];
