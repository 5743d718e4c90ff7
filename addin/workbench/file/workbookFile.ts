import type { Block } from "../../host/addresses.js";
import type { CellFormat, CellValue, SheetInfo } from "../../host/backend.js";

/**
 * What an .xlsx file says, without its packaging: the seam between the file's XML and the workbench's grid and host. Rows
 * and columns count from 0; dates are day serials; colours "#RRGGBB"; heights in points, widths in pixels of 1/96 inch.
 */
export interface WorkbookFile {
  readonly sheets: readonly FileSheet[];
  /** The sheet shown first, by its place. */
  readonly activeSheet: number;
  /** The looks that cells, rows and columns name by number; the first is plain. */
  readonly looks: readonly Look[];
  readonly names: readonly FileName[];
  readonly xmlParts: readonly FileXmlPart[];
  readonly properties: Readonly<Record<string, string>>;
}

export interface FileSheet {
  readonly name: string;
  readonly visibility: SheetInfo["visibility"];
  readonly cells: readonly FileCell[];
  readonly columns: readonly FileColumns[];
  readonly rows: ReadonlyMap<number, FileRow>;
  readonly defaultWidth: number | null;
  readonly defaultHeight: number | null;
  readonly frozen: { readonly rows: number; readonly columns: number };
  readonly merged: readonly Block[];
  readonly lists: readonly FileList[];
  readonly tables: readonly FileTable[];
  readonly showsGridlines: boolean;
  /** Locked cells refuse what an add-in writes; without a password. */
  readonly isProtected: boolean;
}

export interface FileCell {
  readonly row: number;
  readonly column: number;
  /** "" for a cell with a look only. What a formula gave last. */
  readonly value: CellValue;
  /** With its "=", as a person types it. */
  readonly formula: string | null;
  readonly look: number;
  /** How far a formula's several results reach from this cell on; null for a single one. */
  readonly spill: { readonly rowCount: number; readonly columnCount: number } | null;
}

/** Columns `first` to `last` alike. */
export interface FileColumns {
  readonly first: number;
  readonly last: number;
  readonly width: number | null;
  readonly hidden: boolean;
  readonly look: number;
}

export interface FileRow {
  readonly height: number | null;
  readonly hidden: boolean;
  readonly look: number;
}

/** A drop-down list: "Red,Amber" or "=Lists!$A$1:$A$9". */
export interface FileList {
  readonly areas: readonly Block[];
  readonly source: string;
  readonly showInCell: boolean;
  readonly ignoreBlanks: boolean;
  readonly errorAlert: object | null;
  readonly prompt: object | null;
}

export interface FileTable {
  /** "{GUID}": stays when the table is renamed; what a linked table is known by. */
  readonly id: string;
  readonly name: string;
  /** Header and body. */
  readonly area: Block;
  readonly columns: readonly { readonly id: number; readonly name: string; readonly shownValues: string[] | null }[];
  readonly style: string;
  readonly showBandedRows: boolean;
  readonly showBandedColumns: boolean;
  readonly highlightFirstColumn: boolean;
  readonly highlightLastColumn: boolean;
  readonly showFilterButton: boolean;
}

export interface FileName {
  readonly name: string;
  readonly formula: string;
  readonly comment: string;
  readonly visible: boolean;
  /** The place of the sheet it belongs to; null for a name of the workbook. */
  readonly sheet: number | null;
}

export interface FileXmlPart {
  readonly id: string;
  readonly xml: string;
}

export type BorderSide = "left" | "right" | "top" | "bottom";

/** Excel's own words: "thin", "medium", "double", ... */
export interface Border {
  readonly style: string;
  readonly color: string;
}

/** How a cell looks; what is absent is plain. */
export interface Look extends Omit<CellFormat, "columnWidth" | "rowHeight"> {
  numberFormat?: string;
  borders?: Partial<Record<BorderSide, Border>>;
}

/** A file that is not opened. `message` says what is wrong with it and what to do. */
export class FileProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FileProblem";
  }
}
