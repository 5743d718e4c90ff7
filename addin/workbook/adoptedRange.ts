import type { Adoption, Binding } from "./bindings.js";
import { inWorkbook } from "./open.js";
import type { TablePlace } from "./tables.js";

/**
 * A plain range of the user's own has no ids for its columns. Hidden names take their place, one per mapped column: Excel moves
 * a name with its cells when rows and columns are inserted, sorted round, cut and pasted, or the sheet is renamed.
 */
const nameOf = (prefix: string, columnId: number): string => `${prefix}_${columnId}`;

/** A start for the names of a new adoption. */
export function newNamePrefix(): string {
  return `_sevenfold_${crypto.randomUUID().slice(0, 8)}`;
}

/** Names the columns of a range, from its heading (where it has one) to its last row. Nothing that the user sees changes. */
export function nameColumns(
  place: TablePlace,
  prefix: string,
  columnIds: readonly number[],
  hasHeadings: boolean,
): Promise<void> {
  const headings = hasHeadings ? 1 : 0;
  return inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    for (const columnId of columnIds) {
      const column = place.firstColumn + (place.positions.get(columnId) ?? 0);
      const cells = sheet.getRangeByIndexes(place.firstRow - headings, column, headings + place.rowCount, 1);
      book.names.add(nameOf(prefix, columnId), cells).visible = false;
    }
  });
}

/** Deletes the names of an adopted range that is no longer linked. */
export function forgetNames({ namePrefix }: Adoption, columnIds: readonly number[]): Promise<void> {
  return inWorkbook<void>((book) => {
    if (namePrefix === null) return;
    for (const columnId of columnIds) book.names.getItemOrNullObject(nameOf(namePrefix, columnId)).delete();
  });
}

/**
 * Where an adopted range stands now, or undefined when its key column is gone. Rows typed right below it belong to it, as far
 * down as their key cells are filled. Positions count from the sheet's first column.
 */
export async function findAdoptedRange(binding: Binding, prefix: string): Promise<TablePlace | undefined> {
  const columns = await namedColumns(binding, prefix);
  const keyField = binding.adoption?.keyFields[0];
  const keyId = binding.columns.find((column) => column.field === keyField)?.columnId ?? -1;
  const key = columns.get(keyId);
  if (!key) return undefined;
  const headings = binding.adoption?.isBare ? 0 : 1;
  const firstRow = key.row + headings;
  const further = await filledBelow(key.sheetName, key.row + key.rowCount, key.column);
  const onSheet = [...columns].filter(([, column]) => column.sheetName === key.sheetName);
  return {
    tableName: binding.label,
    sheetName: key.sheetName,
    isProtected: key.isProtected,
    firstRow,
    firstColumn: 0,
    rowCount: key.rowCount - headings + further,
    columnCount: 1 + Math.max(...onSheet.map(([, column]) => column.column)),
    positions: new Map(onSheet.map(([columnId, column]) => [columnId, column.column])),
  };
}

interface NamedColumn {
  readonly sheetName: string;
  readonly isProtected: boolean;
  readonly row: number;
  readonly column: number;
  readonly rowCount: number;
}

/** A column that was deleted has a name that leads nowhere; it is left out. */
function namedColumns(binding: Binding, prefix: string): Promise<Map<number, NamedColumn>> {
  return inWorkbook((book) => {
    const reads = binding.columns.map(({ columnId }) => {
      const range = book.names.getItemOrNullObject(nameOf(prefix, columnId)).getRangeOrNullObject();
      range.load("rowIndex,columnIndex,rowCount");
      range.worksheet.load("name");
      range.worksheet.protection.load("protected");
      return { columnId, range };
    });
    return () =>
      new Map(
        reads.flatMap(({ columnId, range }): [number, NamedColumn][] =>
          range.isNullObject
            ? []
            : [
                [
                  columnId,
                  {
                    sheetName: range.worksheet.name,
                    isProtected: range.worksheet.protection.protected,
                    row: range.rowIndex,
                    column: range.columnIndex,
                    rowCount: range.rowCount,
                  },
                ],
              ],
        ),
      );
  });
}

/** How many cells are filled without a gap from this one down. */
async function filledBelow(sheetName: string, row: number, column: number): Promise<number> {
  const lastRow = await inWorkbook((book) => {
    const used = book.worksheets.getItem(sheetName).getUsedRangeOrNullObject(true);
    used.load("rowIndex,rowCount");
    return () => (used.isNullObject ? -1 : used.rowIndex + used.rowCount - 1);
  });
  if (lastRow < row) return 0;
  const values = await inWorkbook((book) => {
    const cells = book.worksheets.getItem(sheetName).getRangeByIndexes(row, column, lastRow - row + 1, 1);
    cells.load("values");
    return () => cells.values.map((each) => each[0] as unknown);
  });
  const gap = values.findIndex((value) => value === "");
  return gap < 0 ? values.length : gap;
}
