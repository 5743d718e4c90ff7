/**
 * What the Office host needs of a spreadsheet grid. Two grids implement it: `MemoryGrid` (tests without a browser) and the
 * workbench's `UniverGrid`. The host owns tables, names, settings and XML parts; the grid owns sheets, cells and their look,
 * and is told of tables only so that it can draw them.
 *
 * Rows and columns count from 0. Values are what Excel hands an add-in: string, number, boolean; "" for an empty cell;
 * errors as their text ("#N/A"). Dates are day serials with a date number format.
 */
export type CellValue = string | number | boolean;

export interface CellArea {
  readonly sheetId: string;
  readonly row: number;
  readonly column: number;
  readonly rowCount: number;
  readonly columnCount: number;
}

export interface SheetInfo {
  readonly id: string;
  readonly name: string;
  readonly visibility: "Visible" | "Hidden" | "VeryHidden";
}

/** The part of a cell's look that the host reads and writes. Undefined means "leave alone". Widths and heights in points. */
export interface CellFormat {
  fillColor?: string | null;
  fontColor?: string;
  fontName?: string;
  fontSize?: number;
  bold?: boolean;
  italic?: boolean;
  strikethrough?: boolean;
  underline?: "None" | "Single";
  horizontalAlignment?: "General" | "Left" | "Center" | "Right";
  verticalAlignment?: "Top" | "Center" | "Bottom";
  wrapText?: boolean;
  indentLevel?: number;
  locked?: boolean;
  columnWidth?: number;
  rowHeight?: number;
}

/** A drop-down list: either the literal choices or a reference such as "=Lists!$A$1:$A$7". */
export interface ListValidation {
  readonly source: string;
  readonly showInCell: boolean;
}

/** A table as the grid draws it: header row, then body. */
export interface TableDrawing extends CellArea {
  readonly id: string;
  readonly name: string;
  readonly style: string;
  readonly showBandedRows: boolean;
  readonly showFilterButton: boolean;
  /** For each column the texts that its filter lets through, "" for blank cells; null without a filter by values. */
  readonly shownValues: readonly (readonly string[] | null)[];
}

export type ReadWhat = "values" | "formulas" | "text" | "numberFormats";
export type WriteWhat = "values" | "formulas" | "numberFormats";
export type ClearWhat = "All" | "Contents" | "Formats";

/** `count` rows or columns from `from` on now stand before what was `before`; all counted as they were. */
export interface LineMove {
  readonly sheetId: string;
  readonly along: "rows" | "columns";
  readonly from: number;
  readonly count: number;
  readonly before: number;
}

/** `byAddin` is true while the host itself is writing, so that handlers can tell their own change from a person's. */
export type GridEvent =
  | {
      readonly type: "changed";
      readonly area: CellArea;
      readonly changeType:
        | "RangeEdited"
        | "RowInserted"
        | "RowDeleted"
        | "ColumnInserted"
        | "ColumnDeleted"
        | "CellInserted"
        | "CellDeleted";
      /** Only for a single cell. */
      readonly before?: CellValue;
      readonly after?: CellValue;
      /** Which way the other cells moved; only for CellInserted and CellDeleted. */
      readonly shift?: "Down" | "Right" | "Up" | "Left";
      readonly byAddin: boolean;
      /** Undo or redo put cells back; what the host owns comes back beside them, see `OwnedByHost`. */
      readonly byUndo?: boolean;
    }
  | {
      /** A person dragged whole rows or columns to another place; those in between made room. */
      readonly type: "moved";
      readonly move: LineMove;
      readonly byUndo?: boolean;
    }
  | { readonly type: "selection"; readonly area: CellArea }
  | { readonly type: "activated"; readonly sheetId: string }
  | { readonly type: "calculated"; readonly sheetId: string; readonly address?: CellArea }
  | {
      /** A person filtered a table; what the other rows hold is for the grid to hide. */
      readonly type: "filtered";
      readonly tableId: string;
      readonly shownValues: TableDrawing["shownValues"];
    }
  | { readonly type: "sheetAdded" | "sheetRenamed" | "sheetDeleted"; readonly sheetId: string };

/** One custom function as functions.json describes it (only what calling it needs). */
export interface FunctionDescription {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly dimensionality?: "scalar" | "matrix";
    readonly optional?: boolean;
    readonly repeating?: boolean;
  }[];
  readonly options?: { readonly stream?: boolean; readonly cancelable?: boolean };
}

export type FunctionArgument = CellValue | null | readonly (readonly CellValue[])[];
export interface FunctionCallOptions {
  /** Sheet-qualified address of the calling cell, "Sheet1!B2". */
  readonly address: string;
  /** Ends the call: no cell waits for it any more. Its promise then never settles. */
  readonly signal?: AbortSignal;
}
/** Resolves with a value or a matrix; rejects with `{code: "#N/A", message}`. */
export type FunctionCaller = (
  functionId: string,
  parameters: readonly FunctionArgument[],
  options: FunctionCallOptions,
) => Promise<CellValue | readonly (readonly CellValue[])[]>;

/** What the host owns and undo must bring back together with the cells: tables, names, validation messages, XML parts. */
export interface OwnedByHost {
  /** All of it as text; the same text when nothing has changed. */
  take(): string;
  /** Puts back what `take` gave. */
  put(state: string): void;
  /** True where nobody who looks at the workbook could tell the two apart. */
  isUnseen(before: string, after: string): boolean;
}

/** A defined name as formulas use it. `sheetId` is null for a name of the workbook. */
export interface GridName {
  readonly name: string;
  readonly formula: string;
  readonly sheetId: string | null;
}

export interface GridBackend {
  on(listener: (event: GridEvent) => void): () => void;

  sheets(): SheetInfo[];
  addSheet(name?: string): string;
  renameSheet(sheetId: string, name: string): void;
  deleteSheet(sheetId: string): void;
  setVisibility(sheetId: string, visibility: SheetInfo["visibility"]): void;
  activeSheet(): string;
  activateSheet(sheetId: string): void;

  selection(): CellArea;
  select(area: CellArea): void;

  /** Row by row. "formulas" gives the formula text where there is one, otherwise the value. */
  read(area: CellArea, what: ReadWhat): CellValue[][];
  /** Null leaves a cell as it is; "" clears it; a string that starts with "=" is a formula. */
  write(area: CellArea, rows: readonly (readonly (CellValue | null)[])[], what: WriteWhat): void;
  clear(area: CellArea, what: ClearWhat): void;
  /** Moves cells as Excel's insert and delete do; other cells follow, formulas are adjusted where the grid can. */
  insertCells(area: CellArea, shift: "Down" | "Right"): void;
  deleteCells(area: CellArea, shift: "Up" | "Left"): void;
  /** The smallest area that holds every filled cell, or null for an empty sheet. */
  usedArea(sheetId: string): CellArea | null;

  format(area: CellArea, patch: CellFormat): void;
  formatOf(sheetId: string, row: number, column: number): CellFormat;
  setColumnsHidden(sheetId: string, column: number, count: number, hidden: boolean): void;
  columnHidden(sheetId: string, column: number): boolean;
  setRowsHidden(sheetId: string, row: number, count: number, hidden: boolean): void;
  rowHidden(sheetId: string, row: number): boolean;
  autofitColumns(sheetId: string, column: number, count: number): void;
  freeze(sheetId: string, rows: number, columns: number): void;

  setValidation(area: CellArea, validation: ListValidation | null): void;
  validationOf(sheetId: string, row: number, column: number): ListValidation | null;

  /** True where the grid hides the rows that a drawn table's filters keep back; else the host hides them. */
  readonly filtersTables: boolean;
  drawTable(table: TableDrawing): void;
  redrawTable(table: TableDrawing): void;
  eraseTable(tableId: string, sheetId: string): void;

  /** Makes `NAMESPACE.ID(...)` callable in cells. A waiting cell shows #GETTING_DATA, then its result. */
  registerFunctions(functions: readonly FunctionDescription[], namespace: string, call: FunctionCaller): void;
  /** Forgets function results and calculates again. */
  recalculate(): void;
  /** Runs `work` so that the grid undoes it in one step where it can. */
  inOneUndoStep(work: () => void): void;
  /** From now on a step of undo brings back what the host owned before it. */
  followUndo(owned: OwnedByHost): void;
  /** The names that formulas may use, in place of those told before. */
  setNames(names: readonly GridName[]): void;
  /** A page that has worked for long draws and hears of clicks meanwhile; undefined where nobody looks. */
  letOthersWork(): Promise<void> | undefined;
  /** What was written needs a moment until formulas show its results; undefined when they do already. */
  calculated(): Promise<void> | undefined;
}
