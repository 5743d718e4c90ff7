import { intersectionOf } from "../addresses.js";
import type { CellArea, CellFormat } from "../backend.js";
import { invalidArgument, notImplemented } from "../batch.js";
import { ExcelObject, assertUnprotected } from "./excelObject.js";
import type { WorkbookModel } from "./model.js";

/** Looking at more cells than this one by one would be slow; larger ranges answer for their first cells. */
const CELLS_COMPARED = 10_000;

/** Excel's own values where a cell says nothing. Widths and heights in points. */
const PLAIN: Required<CellFormat> = {
  fillColor: "#FFFFFF",
  fontColor: "#000000",
  fontName: "Calibri",
  fontSize: 11,
  bold: false,
  italic: false,
  strikethrough: false,
  underline: "None",
  horizontalAlignment: "General",
  verticalAlignment: "Bottom",
  wrapText: false,
  indentLevel: 0,
  locked: true,
  columnWidth: 48,
  rowHeight: 15,
};

/** What format, font, fill and protection objects have in common: they read and write one range's cells. */
abstract class FormatPart extends ExcelObject {
  constructor(
    model: WorkbookModel,
    readonly area: CellArea,
  ) {
    super(model);
  }
}

/** The value that all cells share, null when they differ. */
function shared<K extends keyof CellFormat>(
  model: WorkbookModel,
  area: CellArea,
  key: K,
): Required<CellFormat>[K] | null {
  const used = model.grid.usedArea(area.sheetId);
  const isLarge = area.rowCount * area.columnCount > CELLS_COMPARED;
  const looked = (isLarge && used && intersectionOf(area, used)) || area;
  const columns = Math.min(looked.columnCount, 200);
  const rows = Math.min(looked.rowCount, Math.max(1, Math.floor(CELLS_COMPARED / columns)));
  const of = (row: number, column: number) =>
    (model.grid.formatOf(area.sheetId, looked.row + row, looked.column + column)[key] ??
      PLAIN[key]) as Required<CellFormat>[K];
  const first = of(0, 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (of(row, column) !== first) return null;
  }
  return first;
}

function change(model: WorkbookModel, area: CellArea, patch: CellFormat): void {
  assertUnprotected(model, area.sheetId);
  model.grid.format(area, patch);
}

function oneOf<T extends string>(member: string, value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw notImplemented(`${member} "${String(value)}"`);
  return found;
}

function colour(value: unknown): string {
  if (typeof value !== "string" || value === "") throw invalidArgument();
  return value.startsWith("#") ? value.toUpperCase() : value;
}

export class RangeFormat extends FormatPart {
  readonly className = "RangeFormat";

  get columnWidth(): number | null {
    return shared(this.model, this.area, "columnWidth");
  }
  set columnWidth(columnWidth: number) {
    change(this.model, this.area, { columnWidth });
  }
  get rowHeight(): number | null {
    return shared(this.model, this.area, "rowHeight");
  }
  set rowHeight(rowHeight: number) {
    change(this.model, this.area, { rowHeight });
  }
  get horizontalAlignment(): string | null {
    return shared(this.model, this.area, "horizontalAlignment");
  }
  set horizontalAlignment(value: string) {
    const known = ["General", "Left", "Center", "Right"] as const;
    change(this.model, this.area, { horizontalAlignment: oneOf("RangeFormat.horizontalAlignment", value, known) });
  }
  get verticalAlignment(): string | null {
    return shared(this.model, this.area, "verticalAlignment");
  }
  set verticalAlignment(value: string) {
    const known = ["Top", "Center", "Bottom"] as const;
    change(this.model, this.area, { verticalAlignment: oneOf("RangeFormat.verticalAlignment", value, known) });
  }
  get wrapText(): boolean | null {
    return shared(this.model, this.area, "wrapText");
  }
  set wrapText(wrapText: boolean) {
    change(this.model, this.area, { wrapText });
  }
  get indentLevel(): number | null {
    return shared(this.model, this.area, "indentLevel");
  }
  set indentLevel(indentLevel: number) {
    if (!Number.isInteger(indentLevel) || indentLevel < 0 || indentLevel > 250) throw invalidArgument();
    change(this.model, this.area, { indentLevel });
  }

  get fill(): RangeFill {
    return new RangeFill(this.model, this.area);
  }
  get font(): RangeFont {
    return new RangeFont(this.model, this.area);
  }
  get protection(): FormatProtection {
    return new FormatProtection(this.model, this.area);
  }

  autofitColumns(): void {
    this.model.grid.autofitColumns(this.area.sheetId, this.area.column, this.area.columnCount);
  }
  /** Grids fit rows to their text of themselves, as Excel does until somebody sets a height. */
  autofitRows(): void {}
}

export class RangeFill extends FormatPart {
  readonly className = "RangeFill";

  get color(): string | null {
    return shared(this.model, this.area, "fillColor");
  }
  set color(color: string) {
    change(this.model, this.area, { fillColor: colour(color) });
  }
  clear(): void {
    change(this.model, this.area, { fillColor: null });
  }
}

export class RangeFont extends FormatPart {
  readonly className = "RangeFont";

  get bold(): boolean | null {
    return shared(this.model, this.area, "bold");
  }
  set bold(bold: boolean) {
    change(this.model, this.area, { bold });
  }
  get italic(): boolean | null {
    return shared(this.model, this.area, "italic");
  }
  set italic(italic: boolean) {
    change(this.model, this.area, { italic });
  }
  get strikethrough(): boolean | null {
    return shared(this.model, this.area, "strikethrough");
  }
  set strikethrough(strikethrough: boolean) {
    change(this.model, this.area, { strikethrough });
  }
  get underline(): string | null {
    return shared(this.model, this.area, "underline");
  }
  set underline(value: string) {
    change(this.model, this.area, { underline: oneOf("RangeFont.underline", value, ["None", "Single"] as const) });
  }
  get color(): string | null {
    return shared(this.model, this.area, "fontColor");
  }
  set color(color: string) {
    change(this.model, this.area, { fontColor: colour(color) });
  }
  get name(): string | null {
    return shared(this.model, this.area, "fontName");
  }
  set name(fontName: string) {
    change(this.model, this.area, { fontName });
  }
  get size(): number | null {
    return shared(this.model, this.area, "fontSize");
  }
  set size(fontSize: number) {
    change(this.model, this.area, { fontSize });
  }
}

export class FormatProtection extends FormatPart {
  readonly className = "FormatProtection";

  get locked(): boolean | null {
    return shared(this.model, this.area, "locked");
  }
  set locked(locked: boolean) {
    change(this.model, this.area, { locked });
  }
}
