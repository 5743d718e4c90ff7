import { inWorkbook } from "./open.js";

/** Calculates all formulas again, also those whose inputs did not change: functions of this add-in then ask the server anew. */
export function recalculate(): Promise<void> {
  return inWorkbook<void>((book) => {
    book.application.calculate("Full");
  });
}

/** The workbook's name, for the record of who published from where; "" when it has none yet. */
export function workbookName(): Promise<string> {
  return inWorkbook((book) => {
    book.load("name");
    return () => book.name ?? "";
  });
}
