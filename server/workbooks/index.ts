import { CellsResolver } from "./cells.resolver.js";
import { SavingContributionsResolver } from "./savingContributions.resolver.js";
import { SuggestColumnsResolver } from "./suggestColumns.resolver.js";
import { UndoResolver } from "./undo.resolver.js";
import { WorkbookResolver } from "./workbook.resolver.js";

export const workbookResolvers = [
  WorkbookResolver,
  CellsResolver,
  SavingContributionsResolver,
  SuggestColumnsResolver,
  UndoResolver,
] as const;
export { cellsSql, type CellValue, type Column, type Dataset, type DatasetName } from "./dataset.js";
export { datasets } from "./datasets.js";
export { type Condition, sheetsIn } from "./sheet.repository.js";
export { checkedConditions, columnsNamed, type SheetCondition, sheetCount } from "./sheet.service.js";
export { SheetConditionInput } from "./workbook.types.js";
