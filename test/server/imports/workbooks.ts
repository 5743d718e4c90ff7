import ExcelJS from "exceljs";

export type SheetRows = readonly (readonly ExcelJS.CellValue[])[];

/** An .xlsx file with the given sheets. */
export async function workbookOf(
  sheets: Readonly<Record<string, SheetRows>>,
  arrange: (workbook: ExcelJS.Workbook) => void = () => {},
): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const [name, rows] of Object.entries(sheets)) workbook.addWorksheet(name).addRows(rows.map((row) => [...row]));
  arrange(workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
