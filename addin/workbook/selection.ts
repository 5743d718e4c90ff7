import { bindings } from "./bindings.js";
import { linkedCellPlaces } from "./linkedCell.js";
import { inWorkbook } from "./open.js";
import { findTable, selectedTableIds } from "./tables.js";

/** Ids of the linked tables and cells that the selected cells touch; frozen ones as well. */
export async function linksAtSelection(): Promise<{ readonly tables: string[]; readonly cells: string[] }> {
  const tableIds = await selectedTableIds();
  const selected = await inWorkbook((book) => {
    const range = book.getSelectedRange();
    range.load("address,rowIndex,columnIndex,rowCount,columnCount");
    range.worksheet.load("name");
    return () => ({
      address: range.address,
      sheetName: range.worksheet.name,
      ...{ row: range.rowIndex, column: range.columnIndex },
      ...{ rowCount: range.rowCount, columnCount: range.columnCount },
    });
  });
  const tables: string[] = [];
  for (const binding of await bindings()) {
    if ((binding.adoption?.namePrefix ?? null) === null) {
      if (tableIds.includes(binding.tableId)) tables.push(binding.id);
      continue;
    }
    const place = await findTable(binding);
    if (place?.sheetName !== selected.sheetName) continue;
    // The headings belong to the table, too.
    const isInRows =
      selected.row < place.firstRow + place.rowCount && selected.row + selected.rowCount >= place.firstRow;
    const columns = [...place.positions.values()];
    const isInColumns =
      selected.column <= Math.max(...columns) && selected.column + selected.columnCount > Math.min(...columns);
    if (isInRows && isInColumns) tables.push(binding.id);
  }
  const cells = (await linkedCellPlaces()).filter((place) => place.address === selected.address);
  return { tables, cells: cells.map((place) => place.link.id) };
}
