import { ApiProblem, ask } from "../api/client.js";
import { SHEET, SUGGEST_COLUMNS, type ColumnSuggestion, type Dataset, type SheetColumn } from "../api/operations.js";
import { previewChanges } from "../api/publish.js";
import {
  adopt,
  compare,
  linkedAt,
  previewOf,
  suggestedStyles,
  withStyles,
  type AdoptionOrder,
  type AdoptionPreview,
  type Comparison,
  type Difference,
  type EarlierLink,
} from "../workbook/adopt.js";
import { cellKey } from "../workbook/adoptedRows.js";
import { currentBinding } from "../workbook/changes.js";
import { NUMERIC } from "../workbook/cells.js";
import { isAmbiguous, valueOf, type ColumnStyle } from "../workbook/columnStyle.js";
import { ownTableAtSelection, withoutHeadings, type OwnTable } from "../workbook/ownTable.js";
import { counted, done, failed, type Outcome } from "./outcome.js";

export {
  withStyles,
  type AdoptionPreview,
  type ColumnStyle,
  type Comparison,
  type Difference,
  type EarlierLink,
  type OwnTable,
};

/** The user's table with what its headings most likely mean. */
export interface OwnTableLook {
  readonly table: OwnTable;
  readonly suggestions: readonly ColumnSuggestion[];
  /** The adopted table that these cells are already: its columns can be changed. Null otherwise. */
  readonly earlier: EarlierLink | null;
}

/** Looks at the table at the selection and asks the server what its headings mean. Errors: `ApiProblem`, `WorkbookProblem`. */
export async function lookAtSelection(dataset: Dataset): Promise<OwnTableLook> {
  return lookAt(await ownTableAtSelection(), dataset);
}

/** The same range, when its first row is a row like the others. Errors: as `lookAtSelection`. */
export async function lookWithoutHeadings({ table }: OwnTableLook, dataset: Dataset): Promise<OwnTableLook> {
  return lookAt(withoutHeadings(table), dataset);
}

async function lookAt(found: OwnTable, dataset: Dataset): Promise<OwnTableLook> {
  const linked = await linkedAt(found);
  const table = linked?.binding.adoption?.isBare && found.hasHeadings ? withoutHeadings(found) : found;
  const headings = table.headings.map(({ heading }) => heading);
  // Letters of columns mean nothing to anybody.
  const suggestions = table.hasHeadings ? (await ask(SUGGEST_COLUMNS, { dataset, headings })).suggestColumns : [];
  return { table, suggestions, earlier: linked?.binding.adoption ? linked : null };
}

/** Which column of the user's is which field, and which of them name the row. */
export interface ColumnChoice {
  readonly columnId: number;
  readonly described: SheetColumn;
  /** The unit that the heading names; null when it names none. */
  readonly unit: ColumnSuggestion["unit"];
}

const PLACES = { POUNDS: 0, THOUSANDS: 3, MILLIONS: 6 } as const;
const TIMEOUT_MS = 120_000;

/**
 * Reads the user's cells and the server's figures, and finds the way of writing of each column by comparing the two. Writes
 * nothing. Errors: `ApiProblem`, `WorkbookProblem`; the signal's reason when `signal` ends it.
 */
export async function compareWithServer(
  table: OwnTable,
  dataset: Dataset,
  where: AdoptionOrder["where"],
  choices: readonly ColumnChoice[],
  keyFields: readonly string[],
  signal?: AbortSignal,
  earlier: EarlierLink | null = null,
): Promise<Comparison> {
  const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const fields = choices.map(({ described }) => described.field);
  const { sheet } = await ask(SHEET, { dataset, columns: fields, where }, options);
  const columns = choices.map(({ columnId, described }) => {
    const { field, label, type, unit, editable, required } = described;
    return { field, label, type, unit, columnId, required, editable: editable && !keyFields.includes(field) };
  });
  const comparison = await compare(table, columns, keyFields, sheet, earlier?.binding.id);
  const hints = choices.flatMap(({ described, unit }): [string, number][] =>
    unit === null ? [] : [[described.field, PLACES[unit]]],
  );
  const suggested = withStyles(comparison, suggestedStyles(comparison, new Map(hints)));
  // What the person settled before counts more than what comparing finds.
  const settled = (earlier?.binding.columns ?? []).flatMap(({ field, style }): [string, ColumnStyle][] =>
    style ? [[field, style]] : [],
  );
  return withStyles(suggested, new Map(settled));
}

/** Rows asked about in one preview. */
const ROWS_PER_QUESTION = 2_000;

/**
 * Of the words and dates that differ, those which the server takes for its own value ("Kent Police" for KENT), as keys of cells.
 * Somebody who may not publish cannot ask, and gets none. Errors: `ApiProblem`.
 */
export async function sameForServer(dataset: Dataset, comparison: Comparison): Promise<Set<string>> {
  const asked = previewOf(comparison, new Set()).differences.filter(({ column }) => !NUMERIC.has(column.type));
  const rows = [...Map.groupBy(asked, ({ id }) => id)].map(([id, cells]) => ({
    id,
    version: cells[0]?.version ?? 0,
    cells: cells.map(({ column, cell }) => ({ field: column.field, value: valueOf(cell, column) })),
  }));
  const agreed = new Set<string>();
  for (let start = 0; start < rows.length; start += ROWS_PER_QUESTION) {
    const part = rows.slice(start, start + ROWS_PER_QUESTION);
    const input = {
      dataset,
      rows: part,
      inserts: [],
      deletes: [],
      mode: "APPLY_VALID",
      reason: null,
      workbook: null,
    } as const;
    let results;
    try {
      ({ results } = await previewChanges(input));
    } catch (error) {
      if (error instanceof ApiProblem && error.kind === "NOT_ALLOWED") return new Set();
      throw error;
    }
    const byId = new Map(results.map((result) => [result.id ?? "", result]));
    for (const { id, cells } of part) {
      const result = byId.get(id);
      // With an error in the row the server says nothing of its other cells.
      if (!result || result.errors.length > 0) continue;
      const changed = new Set([...result.appliedFields, ...result.conflicts.map((conflict) => conflict.field)]);
      for (const { field } of cells) if (!changed.has(field)) agreed.add(cellKey(id, field));
    }
  }
  return agreed;
}

/** What adopting would mean, worked out from what was read before. */
export const adoptionPreview = previewOf;

/** A filled cell of a column and how it is read, so that a person sees whether the unit and sign are right. */
export function exampleOf(
  { columns, cells }: Comparison,
  field: string,
): { readonly cell: string | number | boolean; readonly value: string | boolean | null } | undefined {
  const column = columns.find((each) => each.field === field);
  const filled = (cells.get(field)?.cells ?? []).filter((cell) => cell !== "" && cell !== 0);
  const cell = filled.find((each) => typeof each === "number") ?? filled[0];
  return column && cell !== undefined ? { cell, value: valueOf(cell, column) } : undefined;
}

/** Cells that hold text where nobody can say which unit it is in; they are left out of every publish until they are typed anew. */
export function ambiguousCells({ differences }: AdoptionPreview): number {
  return differences.filter(({ cell, column }) => isAmbiguous(cell, column)).length;
}

/** Links the table, or changes the columns of an earlier link. Nothing that the user sees changes. */
export async function adoptTable(
  order: AdoptionOrder,
  comparison: Comparison,
  agreed: ReadonlySet<string>,
  earlier: EarlierLink | null = null,
): Promise<Outcome> {
  try {
    if (earlier) {
      const now = await currentBinding(earlier.binding.id);
      const binding = await adopt(order, comparison, agreed, { ...earlier, binding: now });
      const columns = counted(binding.columns.length, "column");
      return done(`Changed the columns of ${binding.label}: ${columns} linked. Your edits stay as they were.`);
    }
    const binding = await adopt(order, comparison, agreed);
    return done(
      `Adopted ${binding.label}: ${counted(binding.rowCount, "row")} linked. Nothing in the sheet was changed; Refresh brings Sevenfold's figures.`,
    );
  } catch (error) {
    return failed(error);
  }
}
