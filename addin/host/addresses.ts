import type { CellArea, LineMove } from "./backend.js";

/** The size of a sheet. */
export const ROW_LIMIT = 1_048_576;
export const COLUMN_LIMIT = 16_384;

/** A rectangle of cells on some sheet, counted from 0. */
export type Block = Omit<CellArea, "sheetId">;

/** Cells that came in between others, or went away, and the way the cells after them moved. */
export interface CellShift {
  readonly area: CellArea;
  readonly kind: "insert" | "delete";
  /** "rows": cells move down or up. "columns": cells move right or left. */
  readonly along: "rows" | "columns";
}

/** 0 is "A", 26 is "AA". */
export function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** "A" is 0, "aa" is 26. */
export function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** "B2", "B2:C3", "B:C" for whole columns, "2:3" for whole rows. With `fixed`, "$B$2". */
export function addressOf(block: Block, fixed = false): string {
  const mark = fixed ? "$" : "";
  const first = { column: mark + columnLetters(block.column), row: mark + String(block.row + 1) };
  const last = {
    column: mark + columnLetters(block.column + block.columnCount - 1),
    row: mark + String(block.row + block.rowCount),
  };
  if (block.columnCount >= COLUMN_LIMIT) return `${first.row}:${last.row}`;
  if (block.rowCount >= ROW_LIMIT) return `${first.column}:${last.column}`;
  const from = first.column + first.row;
  const to = last.column + last.row;
  return from === to ? from : `${from}:${to}`;
}

/** The sheet's name as references write it: in quotes unless it is a plain word. */
export function quotedSheetName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !blockAt(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

/** "Sheet1!B2:C3". */
export function fullAddress(sheetName: string, block: Block, fixed = false): string {
  return `${quotedSheetName(sheetName)}!${addressOf(block, fixed)}`;
}

/** "'My sheet'!A1" gives the sheet "My sheet" and "A1"; no sheet is null. A leading "=" is dropped. */
export function splitReference(text: string): { sheetName: string | null; rest: string } {
  const reference = text.trim().replace(/^=/, "");
  const found = /^(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$/s.exec(reference);
  if (!found) return { sheetName: null, rest: reference };
  return { sheetName: (found[1] ?? found[2] ?? "").replaceAll("''", "'"), rest: found[3] ?? "" };
}

/** The block that "B2", "$B$2:$C$3", "B:C" or "2:3" names; null for anything else, or off the sheet. */
export function blockAt(address: string): Block | null {
  const [from, to = from, ...more] = address.replaceAll("$", "").trim().split(":");
  if (from === undefined || to === undefined || more.length > 0) return null;
  const cells = cornerPair(from, to, /^([A-Z]{1,3})([1-9]\d{0,6})$/i);
  if (cells) {
    const [first, last] = cells.map(([, letters = "", row = ""]) => ({
      column: columnNumber(letters),
      row: Number(row) - 1,
    }));
    return first && last ? between(first, last) : null;
  }
  if (!address.includes(":")) return null;
  const columns = cornerPair(from, to, /^([A-Z]{1,3})$/i);
  if (columns) {
    const [first = 0, last = 0] = columns.map(([letters]) => columnNumber(letters));
    return between({ column: first, row: 0 }, { column: last, row: ROW_LIMIT - 1 });
  }
  const rows = cornerPair(from, to, /^([1-9]\d{0,6})$/);
  if (rows) {
    const [first = 0, last = 0] = rows.map(([row]) => Number(row) - 1);
    return between({ column: 0, row: first }, { column: COLUMN_LIMIT - 1, row: last });
  }
  return null;
}

function cornerPair(from: string, to: string, shape: RegExp): RegExpExecArray[] | null {
  const first = shape.exec(from);
  const last = shape.exec(to);
  return first && last ? [first, last] : null;
}

function between(a: { row: number; column: number }, b: { row: number; column: number }): Block | null {
  const block = {
    row: Math.min(a.row, b.row),
    column: Math.min(a.column, b.column),
    rowCount: Math.abs(a.row - b.row) + 1,
    columnCount: Math.abs(a.column - b.column) + 1,
  };
  return isOnSheet(block) ? block : null;
}

export function isOnSheet(block: Block): boolean {
  return (
    block.row >= 0 &&
    block.column >= 0 &&
    block.rowCount >= 1 &&
    block.columnCount >= 1 &&
    block.row + block.rowCount <= ROW_LIMIT &&
    block.column + block.columnCount <= COLUMN_LIMIT
  );
}

/** The cells two areas share, or null. Areas of different sheets share none. */
export function intersectionOf(a: CellArea, b: CellArea): CellArea | null {
  if (a.sheetId !== b.sheetId) return null;
  const row = Math.max(a.row, b.row);
  const column = Math.max(a.column, b.column);
  const rowCount = Math.min(a.row + a.rowCount, b.row + b.rowCount) - row;
  const columnCount = Math.min(a.column + a.columnCount, b.column + b.columnCount) - column;
  return rowCount > 0 && columnCount > 0 ? { sheetId: a.sheetId, row, column, rowCount, columnCount } : null;
}

/** The smallest area that holds both. Both are on one sheet. */
export function boundingArea(a: CellArea, b: CellArea): CellArea {
  const row = Math.min(a.row, b.row);
  const column = Math.min(a.column, b.column);
  return {
    sheetId: a.sheetId,
    row,
    column,
    rowCount: Math.max(a.row + a.rowCount, b.row + b.rowCount) - row,
    columnCount: Math.max(a.column + a.columnCount, b.column + b.columnCount) - column,
  };
}

/** Where a block is after cells were inserted or deleted on its sheet; null when all of it was deleted. */
export function shiftedBlock<B extends Block>(block: B, shift: CellShift): B | null {
  const { area } = shift;
  if (shift.along === "rows") {
    if (block.column < area.column || block.column + block.columnCount > area.column + area.columnCount) return block;
    const moved = shiftedSpan(block.row, block.rowCount, area.row, area.rowCount, shift.kind, ROW_LIMIT);
    return moved && { ...block, row: moved.start, rowCount: moved.count };
  }
  if (block.row < area.row || block.row + block.rowCount > area.row + area.rowCount) return block;
  const moved = shiftedSpan(block.column, block.columnCount, area.column, area.columnCount, shift.kind, COLUMN_LIMIT);
  return moved && { ...block, column: moved.start, columnCount: moved.count };
}

function shiftedSpan(
  start: number,
  count: number,
  at: number,
  moved: number,
  kind: CellShift["kind"],
  limit: number,
): { start: number; count: number } | null {
  if (count >= limit) return { start, count };
  const end = start + count;
  const after = (edge: number): number => {
    if (kind === "delete") return edge <= at ? edge : Math.max(at, edge - moved);
    return edge + moved;
  };
  const newStart = kind === "insert" && start < at ? start : after(start);
  const newEnd = Math.min(limit, kind === "insert" && end <= at ? end : after(end));
  return newEnd > newStart ? { start: newStart, count: newEnd - newStart } : null;
}

const REFERENCES =
  /"(?:[^"]|"")*"|(?<![\w.$!:\]])((?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w(.![])/giu;

/**
 * The formula with every reference to `changedSheet` moved as Excel moves it; "#REF!" where the cells are gone.
 * References without a sheet belong to `ownSheet`.
 */
export function shiftedFormula(formula: string, ownSheet: string, changedSheet: string, shift: CellShift): string {
  return rewrittenReferences(formula, (sheetPart, address) => {
    const sheetName = sheetPart === "" ? ownSheet : splitReference(`${sheetPart}A1`).sheetName;
    const block = blockAt(address);
    if (!block || sheetName?.toLowerCase() !== changedSheet.toLowerCase()) return sheetPart + address;
    const moved = shiftedBlock(block, shift);
    return sheetPart + (moved ? withDollarsOf(address, moved) : "#REF!");
  });
}

/** The formula after a sheet took another name, or with `newName` null, after it was deleted. */
export function formulaWithSheetRenamed(formula: string, oldName: string, newName: string | null): string {
  return rewrittenReferences(formula, (sheetPart, address) => {
    if (sheetPart === "") return address;
    if (splitReference(`${sheetPart}A1`).sheetName?.toLowerCase() !== oldName.toLowerCase()) return sheetPart + address;
    return newName === null ? `#REF!${address}` : `${quotedSheetName(newName)}!${address}`;
  });
}

/** Where a row or column is after some were moved. */
export function movedLine(line: number, { from, count, before }: LineMove): number {
  const end = from + count;
  if (before > end) {
    if (line >= from && line < end) return line + before - end;
    return line >= end && line < before ? line - count : line;
  }
  if (before >= from) return line;
  if (line >= from && line < end) return line - (from - before);
  return line >= before && line < from ? line + count : line;
}

/** Where a block is after rows or columns were moved; a block that the move tore apart stays where it was. */
export function movedBlock<B extends Block>(block: B, move: LineMove): B {
  const [start, count] = move.along === "rows" ? [block.row, block.rowCount] : [block.column, block.columnCount];
  if (count >= (move.along === "rows" ? ROW_LIMIT : COLUMN_LIMIT)) return block;
  const lines = Array.from({ length: count }, (_, index) => movedLine(start + index, move));
  const first = lines.reduce((least, line) => Math.min(least, line), Infinity);
  const last = lines.reduce((most, line) => Math.max(most, line), -1);
  if (last - first + 1 !== count) return block;
  return move.along === "rows" ? { ...block, row: first } : { ...block, column: first };
}

/** The formula with every reference to `changedSheet` put where its cells were moved. */
export function formulaWithLinesMoved(formula: string, ownSheet: string, changedSheet: string, move: LineMove): string {
  return rewrittenReferences(formula, (sheetPart, address) => {
    const sheetName = sheetPart === "" ? ownSheet : splitReference(`${sheetPart}A1`).sheetName;
    const block = blockAt(address);
    if (!block || sheetName?.toLowerCase() !== changedSheet.toLowerCase()) return sheetPart + address;
    return sheetPart + withDollarsOf(address, movedBlock(block, move));
  });
}

/** The formula as it reads when its cell is copied that many rows down and columns to the right; "$" stays. */
export function copiedFormula(formula: string, rows: number, columns: number): string {
  return rewrittenReferences(formula, (sheetPart, address) => {
    const corners = address.split(":").map((corner) => {
      const [, columnMark = "", letters = "", rowMark = "", digits = ""] =
        /^(\$?)([A-Z]*)(\$?)(\d*)$/i.exec(corner) ?? [];
      const column = letters && columnNumber(letters) + (columnMark ? 0 : columns);
      // In "2:3" the mark before the number is the first one.
      const isRowFixed = rowMark !== "" || (letters === "" && columnMark !== "");
      const row = digits && Number(digits) + (isRowFixed ? 0 : rows);
      const isGone =
        (column !== "" && (column < 0 || column >= COLUMN_LIMIT)) || (row !== "" && (row < 1 || row > ROW_LIMIT));
      return isGone ? null : columnMark + (column === "" ? "" : columnLetters(column)) + rowMark + String(row);
    });
    return corners.includes(null) ? "#REF!" : sheetPart + corners.join(":");
  });
}

function rewrittenReferences(formula: string, rewrite: (sheetPart: string, address: string) => string): string {
  if (!formula.startsWith("=")) return formula;
  return formula.replace(REFERENCES, (whole, sheetPart: string | undefined, address: string | undefined) =>
    address === undefined ? whole : rewrite(sheetPart ?? "", address),
  );
}

/** The block's address with "$" where `pattern` has it. */
function withDollarsOf(pattern: string, block: Block): string {
  const marks = pattern.split(":").map((corner) => ({ column: /^\$[A-Z]/i.test(corner), row: /\$\d/.test(corner) }));
  const corners = addressOf(block).split(":");
  if (marks.length === 2 && corners.length === 1) corners.push(corners[0] ?? "");
  return corners
    .map((corner, index) => {
      const mark = marks[index] ?? marks[0];
      const letters = /^[A-Z]*/.exec(corner)?.[0] ?? "";
      const digits = corner.slice(letters.length);
      return (letters && mark?.column ? "$" : "") + letters + (digits && mark?.row ? "$" : "") + digits;
    })
    .join(":");
}
