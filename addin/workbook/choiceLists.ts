import { blocksBySize, charactersOf } from "./batchSize.js";
import { asWritten, type Cell } from "./cells.js";
import { inBatches, inWorkbook, type Batch } from "./open.js";
import { columnLetters } from "./ownTable.js";

/**
 * Choices of drop-downs that are too long for a rule, or hold commas, stand on a very hidden sheet: a list to a column, its name
 * above it. Tables of the same dataset share them.
 */
const SHEET = "_sevenfold_lists";

/** Where the choices of one list stand. */
export interface ListPlace {
  readonly column: number;
  readonly count: number;
}

/** The cells with a list's choices, as a validation rule names them. */
export function listSource({ column, count }: ListPlace): string {
  const letters = columnLetters(column);
  return `=${SHEET}!$${letters}$2:$${letters}$${1 + count}`;
}

/** Writes lists by their names, in the place of those that were there under the same name. Errors: `WorkbookProblem`. */
export async function writeChoiceLists(lists: ReadonlyMap<string, readonly string[]>): Promise<Map<string, ListPlace>> {
  if (lists.size === 0) return new Map();
  const names = await namesOfLists();
  const places = new Map<string, ListPlace>();
  for (const [name, choices] of lists) {
    const known = names.indexOf(name);
    const column = known < 0 ? names.push(name) - 1 : known;
    places.set(name, { column, count: choices.length });
  }
  const batches = [...lists].flatMap(([name, choices]): Batch<void>[] => {
    const { column } = places.get(name) as ListPlace;
    const rows = [name, ...choices].map((choice): Cell[] => [asWritten(choice)]);
    const clear: Batch<void> = (book) => {
      book.worksheets.getItem(SHEET).getRangeByIndexes(0, column, 1, 1).getEntireColumn().clear("Contents");
    };
    const blocks = blocksBySize(rows.length, 1, (row) => charactersOf(rows[row] ?? []));
    const writes = blocks.map(({ start, count }): Batch<void> => {
      return (book) => {
        book.worksheets.getItem(SHEET).getRangeByIndexes(start, column, count, 1).values = rows.slice(
          start,
          start + count,
        );
      };
    });
    return [clear, ...writes];
  });
  await inBatches(batches);
  return places;
}

/** The names of the lists that are there, column by column; makes the sheet where there is none. */
async function namesOfLists(): Promise<string[]> {
  const found = await inWorkbook((book) => {
    const sheet = book.worksheets.getItemOrNullObject(SHEET);
    const used = sheet.getUsedRangeOrNullObject(true);
    sheet.load("name");
    used.load("columnIndex,columnCount");
    return () => ({ isThere: !sheet.isNullObject, width: used.isNullObject ? 0 : used.columnIndex + used.columnCount });
  });
  if (!found.isThere) {
    await inWorkbook<void>((book) => {
      book.worksheets.add(SHEET).visibility = "VeryHidden";
    });
  }
  if (found.width === 0) return [];
  return inWorkbook((book) => {
    const header = book.worksheets.getItem(SHEET).getRangeByIndexes(0, 0, 1, found.width);
    header.load("values");
    return () => (header.values[0] ?? []).map(String);
  });
}
