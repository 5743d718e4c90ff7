import { COLUMN_LIMIT, ROW_LIMIT, fullAddress, intersectionOf, type Block } from "../addresses.js";
import type { CellValue, GridName } from "../backend.js";
import { FormulaError, evaluate, type Result } from "./formulas.js";
import type { FunctionResults } from "./functionResults.js";
import { keyOf, placeOf, type Cell, type Sheet } from "./sheet.js";

/** Works out every formula of the workbook; each once, those it refers to first. */
export function calculate(sheets: readonly Sheet[], functions: FunctionResults, names: readonly GridName[]): void {
  const done = new Map<Cell, CellValue>();
  const running = new Set<Cell>();
  for (const sheet of sheets) sheet.spilled.clear();
  functions.calculationBegins();

  const valueOf = (sheet: Sheet, key: number, cell: Cell): CellValue => {
    if (cell.formula === null) return sheet.spilled.get(key) ?? cell.value;
    const known = done.get(cell);
    if (known !== undefined) return known;
    // A circle gives 0, as in Excel.
    if (running.has(cell)) return 0;
    running.add(cell);
    cell.value = spill(sheet, key, evaluated(sheet, key, cell.formula));
    running.delete(cell);
    done.set(cell, cell.value);
    return cell.value;
  };

  const evaluated = (own: Sheet, key: number, formula: string): Result => {
    const address = fullAddress(own.name, { ...placeOf(key), rowCount: 1, columnCount: 1 });
    return evaluate(formula, {
      definedName: (name) => {
        const meant = names.filter((one) => one.name.toLowerCase() === name.toLowerCase());
        return (meant.find(({ sheetId }) => sheetId === own.id) ?? meant.find(({ sheetId }) => sheetId === null))
          ?.formula;
      },
      functionNamed: (name) => functions.named(name, address),
      cells: (sheetName, block) => {
        const isMeant = (sheet: Sheet) => sheet.name.toLowerCase() === sheetName?.toLowerCase();
        const sheet = sheetName === null ? own : sheets.find(isMeant);
        if (!sheet) throw new FormulaError("#REF!");
        const { row, column, rowCount, columnCount } = held(sheet, block);
        return Array.from({ length: rowCount }, (_, r) =>
          Array.from({ length: columnCount }, (__, c) => {
            const at = keyOf(row + r, column + c);
            const cell = sheet.cells.get(at);
            return cell ? valueOf(sheet, at, cell) : (sheet.spilled.get(at) ?? "");
          }),
        );
      },
    });
  };

  for (const sheet of sheets) {
    if (!sheet.mayHaveFormulas) continue;
    sheet.cells.forEach((cell, row, column) => {
      if (cell.formula !== null) valueOf(sheet, keyOf(row, column), cell);
    });
  }
  functions.calculationEnds();
}

/** Whole rows and columns cut down to what is filled. */
function held(sheet: Sheet, block: Block): Block {
  if (block.rowCount < ROW_LIMIT && block.columnCount < COLUMN_LIMIT) return block;
  const used = sheet.usedArea();
  return (used && intersectionOf({ sheetId: sheet.id, ...block }, used)) ?? { ...block, rowCount: 1, columnCount: 1 };
}

/** Lays several values out over the cells below and beside; #SPILL! where one of them is taken. */
function spill(sheet: Sheet, key: number, result: Result): CellValue {
  if (!Array.isArray(result)) return result as CellValue;
  const rows = result as CellValue[][];
  const { row, column } = placeOf(key);
  const others: [number, CellValue][] = rows
    .flatMap((cells, r) => cells.map((value, c): [number, CellValue] => [keyOf(row + r, column + c), value]))
    .slice(1);
  const isTaken = others.some(([at]) => {
    const cell = sheet.cells.get(at);
    return (cell !== undefined && (cell.value !== "" || cell.formula !== null)) || sheet.spilled.has(at);
  });
  if (isTaken) return "#SPILL!";
  for (const [at, value] of others) sheet.spilled.set(at, value);
  return rows[0]?.[0] ?? "";
}
