import { COLUMN_LIMIT, ROW_LIMIT, blockAt, copiedFormula, type Block } from "../../host/addresses.js";
import type { CellValue } from "../../host/backend.js";
import { shownFormula } from "./formulas.js";
import type { Losses } from "./losses.js";
import {
  FileProblem,
  type FileCell,
  type FileColumns,
  type FileList,
  type FileRow,
  type FileSheet,
} from "./workbookFile.js";
import { walkXml, type Attributes } from "./xml.js";

/** More cells than this the workbench does not hold well. */
export const MOST_CELLS = 2_000_000;

/** What a sheet's own part says; tables lie in parts of their own, named here by relation. */
export type SheetPart = Omit<FileSheet, "name" | "visibility" | "tables"> & {
  readonly tableRelations: readonly string[];
};

export interface SheetSurroundings {
  readonly texts: readonly string[];
  readonly losses: Losses;
  /** How many cells the workbook's sheets may still hold. */
  readonly allowance: number;
}

interface OpenCell {
  row: number;
  column: number;
  type: string;
  look: number;
  value: string;
  inline: string;
  formula: string | null;
  formulaKind: string | null;
  sharedId: string | null;
  arrayArea: Block | null;
}

/** Reads xl/worksheets/sheetN.xml. */
export function readSheet(xml: string, { texts, losses, allowance }: SheetSurroundings): SheetPart {
  const cells: FileCell[] = [];
  const columns: FileColumns[] = [];
  const rows = new Map<number, FileRow>();
  const merged: Block[] = [];
  const lists = new ListReader(losses);
  const tableRelations: string[] = [];
  const shared = new Map<string, { formula: string; row: number; column: number }>();
  const spilled: Block[] = [];
  const sheet = { defaultWidth: null as number | null, defaultHeight: null as number | null };
  let frozen = { rows: 0, columns: 0 };
  let showsGridlines = true;
  let isProtected = false;
  let row = -1;
  let column = -1;
  let cell: OpenCell | null = null;
  let tag = "";
  let inConditional = 0;

  const finish = ({ row: r, column: c, type, look, value, inline, ...rest }: OpenCell) => {
    const formula = formulaOf({ row: r, column: c, ...rest }, shared, losses);
    const isSpilled = formula === null && spilled.some((area) => holds(area, r, c));
    if (rest.arrayArea && formula !== null) spilled.push(rest.arrayArea);
    const held = isSpilled ? "" : valueOf(type, value, inline, texts);
    if (formula === null && held === "" && look === 0) return;
    if (cells.length >= allowance) {
      throw new FileProblem(
        `The workbook holds more than ${MOST_CELLS.toLocaleString("en-GB")} cells. Copy the rows that you need into a new workbook and open that.`,
      );
    }
    const spill = formula === null ? null : rest.arrayArea;
    const { rowCount = 1, columnCount = 1 } = spill ?? {};
    const spills = rowCount * columnCount > 1 ? { rowCount, columnCount } : null;
    cells.push({ row: r, column: c, value: held, formula, look, spill: spills });
  };

  walkXml(xml, {
    open(name, attributes) {
      tag = name;
      if (inConditional > 0 && name !== "conditionalFormatting") return;
      switch (name) {
        case "c": {
          const place = placeOf(attributes.get("r"));
          column = place?.column ?? column + 1;
          row = place?.row ?? row;
          if (row < 0 || row >= ROW_LIMIT || column >= COLUMN_LIMIT) break;
          const type = attributes.get("t") ?? "n";
          const look = attributes.number("s") ?? 0;
          const blank = { value: "", inline: "", formula: null, formulaKind: null, sharedId: null, arrayArea: null };
          cell = { row, column, type, look, ...blank };
          break;
        }
        case "f":
          if (cell) {
            cell.formula = "";
            cell.formulaKind = attributes.get("t");
            cell.sharedId = attributes.get("si");
            if (cell.formulaKind === "array") cell.arrayArea = blockAt(attributes.get("ref") ?? "");
          }
          break;
        case "row": {
          row = (attributes.number("r") ?? row + 2) - 1;
          column = -1;
          const height = attributes.flag("customHeight") ? attributes.number("ht") : null;
          const hidden = attributes.flag("hidden");
          const look = attributes.flag("customFormat") ? (attributes.number("s") ?? 0) : 0;
          if (height !== null || hidden || look > 0) rows.set(row, { height, hidden, look });
          break;
        }
        case "col":
          columns.push(columnsOf(attributes));
          break;
        case "sheetFormatPr": {
          const width = attributes.number("defaultColWidth");
          sheet.defaultWidth = width === null ? null : pixelsOf(width);
          sheet.defaultHeight = attributes.number("defaultRowHeight");
          break;
        }
        case "sheetView":
          showsGridlines = attributes.flag("showGridLines", true);
          break;
        case "pane":
          if (attributes.get("state")?.startsWith("frozen")) {
            frozen = { rows: attributes.number("ySplit") ?? 0, columns: attributes.number("xSplit") ?? 0 };
          }
          break;
        case "sheetProtection":
          isProtected = attributes.flag("sheet");
          break;
        case "mergeCell": {
          const block = blockAt(attributes.get("ref") ?? "");
          if (block) merged.push(block);
          break;
        }
        case "dataValidation":
          lists.open(attributes);
          break;
        case "tablePart":
          tableRelations.push(attributes.get("id") ?? "");
          break;
        case "conditionalFormatting":
          inConditional += 1;
          losses.add("conditional format");
          break;
        case "hyperlink":
          losses.add("link");
          break;
        case "autoFilter":
          losses.add("filter outside a table");
          break;
      }
    },
    close(name) {
      tag = "";
      if (name === "conditionalFormatting") inConditional -= 1;
      if (name === "dataValidation") lists.close();
      if (name !== "c" || !cell) return;
      finish(cell);
      cell = null;
    },
    text(text) {
      if (inConditional > 0) return;
      if (!cell) lists.text(tag, text);
      else if (tag === "v") cell.value += text;
      else if (tag === "t") cell.inline += text;
      else if (tag === "f") cell.formula += text;
    },
  });
  return {
    cells,
    columns,
    rows,
    merged,
    lists: lists.found,
    tableRelations,
    frozen,
    showsGridlines,
    isProtected,
    ...sheet,
  };
}

/** Formula text as a person types it; null for none, or for one that only another workbook could work out. */
function formulaOf(
  cell: Pick<OpenCell, "row" | "column" | "formula" | "formulaKind" | "sharedId">,
  shared: Map<string, { formula: string; row: number; column: number }>,
  losses: Losses,
): string | null {
  if (cell.formula === null) return null;
  if (cell.formulaKind === "dataTable") {
    losses.add("data table");
    return null;
  }
  let formula = cell.formula === "" ? null : shownFormula(cell.formula.trim());
  if (cell.formulaKind === "shared" && cell.sharedId !== null) {
    const master = shared.get(cell.sharedId);
    if (formula !== null) shared.set(cell.sharedId, { formula, row: cell.row, column: cell.column });
    else if (master) formula = copiedFormula(master.formula, cell.row - master.row, cell.column - master.column);
  }
  if (formula === null || !namesOtherWorkbook(formula)) return formula;
  losses.add("formula that reads another workbook");
  return null;
}

/** "[1]Sheet!A1" and "'[1]My sheet'!A1": the first other workbook. "Table[1]" is a table's column called 1. */
export const namesOtherWorkbook = (formula: string): boolean => /(?<![\w\]])\[\d+\][^[\]]*!/.test(formula);

function valueOf(type: string, value: string, inline: string, texts: readonly string[]): CellValue {
  switch (type) {
    case "s":
      return texts[Number(value)] ?? "";
    case "b":
      return value.trim() === "1";
    case "str":
    case "e":
      return unescaped(value);
    case "inlineStr":
      return unescaped(inline);
    case "d": {
      const day = Date.parse(`${value.slice(0, 10)}T00:00:00Z`);
      return Number.isNaN(day) ? value : Math.round((day - Date.UTC(1899, 11, 30)) / 86_400_000);
    }
    default: {
      const number = Number(value);
      return value.trim() === "" ? "" : Number.isFinite(number) ? number : value;
    }
  }
}

/** Signs that XML cannot hold are written "_x0007_" in cells; a line break sometimes is too. */
export const unescaped = (text: string): string =>
  text.includes("_x")
    ? text.replace(/_x([\dA-F]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

function placeOf(address: string | null): { row: number; column: number } | null {
  if (address === null) return null;
  let column = 0;
  let at = 0;
  for (; at < address.length; at++) {
    const code = address.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  const row = Number(address.slice(at));
  return column > 0 && Number.isInteger(row) && row > 0 ? { row: row - 1, column: column - 1 } : null;
}

const holds = (area: Block, row: number, column: number): boolean =>
  row >= area.row && row < area.row + area.rowCount && column >= area.column && column < area.column + area.columnCount;

function columnsOf(attributes: Attributes): FileColumns {
  const first = (attributes.number("min") ?? 1) - 1;
  const width = attributes.number("width");
  return {
    first,
    last: Math.min(COLUMN_LIMIT, attributes.number("max") ?? first + 1) - 1,
    width: width === null ? null : pixelsOf(width),
    hidden: attributes.flag("hidden"),
    look: attributes.number("style") ?? 0,
  };
}

/** A column's width counts digits of Calibri 11, seven pixels each, its margin among them. */
export const pixelsOf = (width: number): number => Math.trunc(((256 * width + 18) / 256) * 7);

/** Gathers <dataValidation> tags, also those that newer files keep in an extension. */
class ListReader {
  readonly found: FileList[] = [];
  #open: { attributes: Attributes; formula: string; area: string } | null = null;

  constructor(readonly losses: Losses) {}

  open(attributes: Attributes): void {
    this.#open = { attributes, formula: "", area: attributes.get("sqref") ?? "" };
  }
  text(tag: string, text: string): void {
    if (!this.#open) return;
    if (tag === "formula1" || tag === "f") this.#open.formula += text.trim();
    else if (tag === "sqref") this.#open.area += text;
  }
  close(): void {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    const { attributes, formula } = open;
    const areas = open.area
      .split(/\s+/)
      .map(blockAt)
      .filter((block) => block !== null);
    if (attributes.get("type") !== "list") {
      this.losses.add("check on entries that is no list");
      return;
    }
    if (areas.length === 0 || formula === "" || namesOtherWorkbook(`=${formula}`)) return;
    const literal = /^"(.*)"$/s.exec(formula)?.[1]?.replaceAll('""', '"');
    const style = attributes.get("errorStyle") ?? "stop";
    const alert = {
      message: attributes.get("error") ?? "",
      showAlert: attributes.flag("showErrorMessage"),
      style: style.charAt(0).toUpperCase() + style.slice(1),
      title: attributes.get("errorTitle") ?? "",
    };
    const prompt = {
      message: attributes.get("prompt") ?? "",
      showPrompt: attributes.flag("showInputMessage"),
      title: attributes.get("promptTitle") ?? "",
    };
    this.found.push({
      areas,
      source: literal ?? shownFormula(formula),
      showInCell: !attributes.flag("showDropDown"),
      ignoreBlanks: attributes.flag("allowBlank"),
      errorAlert: alert,
      prompt: prompt.message === "" && prompt.title === "" ? null : prompt,
    });
  }
}
