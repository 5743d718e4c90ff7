import { problemsWith as problemsWithContract } from "../contracts/contract.js";
import { type Database } from "../database/database.js";
import { problemsWith as problemsWithSaving, type SavingDraft } from "../savings/saving.js";
import { type Problem } from "../shared/problem.js";
import { type CellValue, type DatasetName } from "./dataset.js";

export type Cells = Readonly<Record<string, CellValue>>;
/** What is wrong with a row as it would be; `id` is null for a new row. */
export type RowRules = (id: string | null, cells: Cells) => Problem[];

const textOf = (cells: Cells, field: string): string | null => {
  const value = cells[field];
  return typeof value === "string" ? value : null;
};

/** The owning feature's rules for rows of a dataset, with what they need to know read in one statement. */
export async function rowRulesFor(database: Database, dataset: DatasetName, ids: readonly string[]): Promise<RowRules> {
  if (dataset === "CONTRACTS") {
    return (_id, cells) =>
      problemsWithContract({ startsOn: textOf(cells, "startsOn"), initialEndsOn: textOf(cells, "initialEndsOn") });
  }
  const shares = await database.rows<SavingDraft["shares"][number] & { readonly savingId: string }>(
    `select saving_id::text as "savingId", force_id::text as "forceId", share_percent::text as "sharePercent",
       valid_from::text as "validFrom", valid_to::text as "validTo"
     from saving_shares where saving_id = any($1::bigint[])`,
    [ids],
  );
  const sharesOf = Map.groupBy(shares, ({ savingId }) => savingId);
  return (id, cells) => problemsWithSaving(savingDraft(cells, id === null ? null : (sharesOf.get(id) ?? [])));
}

/** A new saving starts with one share, its lead force's. */
function savingDraft(cells: Cells, shares: SavingDraft["shares"] | null): SavingDraft {
  const startsOn = textOf(cells, "startsOn") ?? "";
  const leadForceShare = { forceId: "", sharePercent: "100.00", validFrom: startsOn, validTo: null };
  return {
    phasingMethod: (textOf(cells, "phasingMethod") ?? "BY_MONTHS") as SavingDraft["phasingMethod"],
    baselineValue: textOf(cells, "baselineValue"),
    newValue: textOf(cells, "newValue"),
    implementationCost: textOf(cells, "implementationCost") ?? "0.00",
    startsOn,
    endsOn: textOf(cells, "endsOn"),
    savingClass: textOf(cells, "savingClass") as SavingDraft["savingClass"],
    stage: (textOf(cells, "stage") ?? "PIPELINE") as SavingDraft["stage"],
    budgetCode: textOf(cells, "budgetCode"),
    shares: shares ?? [leadForceShare],
  };
}
