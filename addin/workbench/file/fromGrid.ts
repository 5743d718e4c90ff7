import {
  BooleanNumber,
  CellValueType,
  DataValidationType,
  type ICellData,
  type IStyleData,
  type IWorksheetData,
} from "@univerjs/presets";
import { blockAt, copiedFormula, type Block } from "../../host/addresses.js";
import type { CellValue } from "../../host/backend.js";
import type { WorkbookSnapshot } from "../../host/persistence.js";
import { areaOf } from "../cells.js";
import { PIXELS_PER_POINT, lookOf } from "../formats.js";
import type { GridSnapshot } from "../univerSession.js";
import { BORDER_STYLES, SIDE_KEYS } from "./borders.js";
import { VALIDATIONS, type ListRule } from "./toGrid.js";
import { workbenchXmlPart } from "./workbenchPart.js";
import type {
  BorderSide,
  FileCell,
  FileColumns,
  FileList,
  FileRow,
  FileSheet,
  FileTable,
  Look,
  WorkbookFile,
} from "./workbookFile.js";

const TABLES = "SHEET_TABLE_PLUGIN";

/** How far a formula's several results reach, in cells; null for a single result. */
export type SpillOf = (sheetId: string, row: number, column: number) => FileCell["spill"];

export interface HeldWorkbook {
  readonly grid: GridSnapshot;
  readonly host: WorkbookSnapshot;
  readonly activeSheetId: string;
  readonly spillOf: SpillOf;
}

/** What the grid and the host hold, as a file says it. */
export function fileOf({ grid, host, activeSheetId, spillOf }: HeldWorkbook): WorkbookFile {
  const looks = new Looks(grid.styles);
  const places = new Map(grid.sheetOrder.map((id, index) => [grid.sheets[id]?.name ?? "", index]));
  const rules = listRulesOf(grid);
  const filteredOut = filteredOutRowsOf(grid);
  const sheets = grid.sheetOrder.map((id) => {
    const held = grid.sheets[id] ?? {};
    const name = held.name ?? "Sheet";
    const on = <T extends { readonly at: { sheet: string; address: string } }>(list: readonly T[]) =>
      list.flatMap((one) => {
        const block = one.at.sheet === name ? blockAt(one.at.address) : null;
        return block ? [{ ...one, area: block }] : [];
      });
    return {
      ...sheetOf(held, looks, filteredOut[id] ?? [], (row, column) => spillOf(id, row, column)),
      lists: (rules[id] ?? []).flatMap((rule) => listOf(rule, on(host.validationNotes))),
      tables: on(host.tables).map(tableOf),
      isProtected: host.protectedSheets.includes(name),
    };
  });
  const { settings, documentSettings, calculationMode } = host;
  return {
    sheets,
    looks: looks.list,
    activeSheet: Math.max(0, grid.sheetOrder.indexOf(activeSheetId)),
    names: host.names.map(({ sheet, ...name }) => ({
      ...name,
      sheet: sheet === null ? null : (places.get(sheet) ?? null),
    })),
    xmlParts: [
      ...host.xmlParts.map(({ id, xml }) => ({ id, xml })),
      workbenchXmlPart({ settings, documentSettings, calculationMode }),
    ],
    properties: host.properties,
  };
}

function listRulesOf(grid: GridSnapshot): Readonly<Record<string, readonly ListRule[]>> {
  const resource = grid.resources?.find(({ name }) => name === VALIDATIONS)?.data;
  return resource ? (JSON.parse(resource) as Record<string, ListRule[]>) : {};
}

/** The rows that people's filters keep back, by sheet. */
function filteredOutRowsOf(grid: GridSnapshot): Readonly<Record<string, readonly number[]>> {
  const resource = grid.resources?.find(({ name }) => name === TABLES)?.data;
  const drawn = resource ? (JSON.parse(resource) as Record<string, { tableFilteredOutRows?: number[] }>) : {};
  return Object.fromEntries(
    Object.entries(drawn).map(([sheetId, { tableFilteredOutRows = [] }]) => [sheetId, tableFilteredOutRows]),
  );
}

function listOf(
  rule: ListRule,
  notes: readonly { area: Block; ignoreBlanks: boolean; errorAlert: object | null; prompt: object | null }[],
): FileList[] {
  const areas = rule.ranges.map((range) => blockOf(range));
  const [first] = areas;
  if (rule.type !== DataValidationType.LIST || !first || !rule.formula1) return [];
  const said = notes.findLast(
    ({ area }) =>
      area.row <= first.row &&
      area.row + area.rowCount > first.row &&
      area.column <= first.column &&
      area.column + area.columnCount > first.column,
  );
  return [
    {
      areas,
      source: rule.formula1,
      showInCell: rule.showDropDown ?? true,
      ignoreBlanks: said?.ignoreBlanks ?? true,
      errorAlert: said?.errorAlert ?? null,
      prompt: said?.prompt ?? null,
    },
  ];
}

const blockOf = (range: ListRule["ranges"][number]): Block => {
  const { row, column, rowCount, columnCount } = areaOf("", range);
  return { row, column, rowCount, columnCount };
};

function tableOf({ area, ...table }: WorkbookSnapshot["tables"][number] & { area: Block }): FileTable {
  const {
    id,
    name,
    columns,
    style,
    showBandedRows,
    showBandedColumns,
    highlightFirstColumn,
    highlightLastColumn,
    showFilterButton,
  } = table;
  return {
    ...{ id, name, area, columns, style, showBandedRows, showBandedColumns },
    highlightFirstColumn,
    highlightLastColumn,
    showFilterButton,
  };
}

/** The distinct looks of a workbook, numbered. */
class Looks {
  readonly list: Look[] = [{}];
  readonly #places = new Map<string, number>([["{}", 0]]);
  readonly #known = new Map<string, number>();

  constructor(readonly styles: GridSnapshot["styles"]) {}

  place(style: ICellData["s"], locked: unknown): number {
    if (!style && locked !== false) return 0;
    const key = typeof style === "string" ? `${style}|${String(locked)}` : null;
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const data = typeof style === "string" ? this.styles[style] : style;
    const look: Look = data ? lookIn(data) : {};
    if (locked === false) look.locked = false;
    const text = JSON.stringify(look);
    const place = this.#places.get(text) ?? this.list.length;
    if (place === this.list.length) {
      this.list.push(look);
      this.#places.set(text, place);
    }
    if (key !== null) this.#known.set(key, place);
    return place;
  }
}

/** What is plain is left out, so that looks that are alike are one. */
function lookIn(style: IStyleData): Look {
  const look: Look = {};
  for (const [key, value] of Object.entries(lookOf(style))) {
    if (value !== false && value !== "None" && value !== "General" && value !== 0)
      Object.assign(look, { [key]: value });
  }
  if (style.n?.pattern && style.n.pattern !== "General") look.numberFormat = style.n.pattern;
  const borders: NonNullable<Look["borders"]> = {};
  for (const side of Object.keys(SIDE_KEYS) as BorderSide[]) {
    const border = style.bd?.[SIDE_KEYS[side]];
    const name = BORDER_STYLES[border?.s ?? 0];
    if (border?.s && name) borders[side] = { style: name, color: colourIn(border.cl?.rgb) };
  }
  if (Object.keys(borders).length > 0) look.borders = borders;
  return look;
}

const colourIn = (rgb: string | null | void): string =>
  lookOf({ cl: { rgb: rgb ?? "#000000" } }).fontColor ?? "#000000";

function sheetOf(
  held: Partial<IWorksheetData>,
  looks: Looks,
  filteredOut: readonly number[],
  spillAt: (row: number, column: number) => FileCell["spill"],
): Omit<FileSheet, "lists" | "tables" | "isProtected"> {
  const { freeze } = held;
  const isHidden = held.hidden === BooleanNumber.TRUE;
  const isVeryHidden = held.custom?.["visibility"] === "VeryHidden";
  return {
    name: held.name ?? "Sheet",
    visibility: !isHidden ? "Visible" : isVeryHidden ? "VeryHidden" : "Hidden",
    cells: cellsOf(held, looks, spillAt),
    columns: columnsOf(held, looks),
    rows: rowsOf(held, looks, filteredOut),
    defaultWidth: held.defaultColumnWidth ?? null,
    defaultHeight: held.defaultRowHeight === undefined ? null : held.defaultRowHeight / PIXELS_PER_POINT,
    frozen: { rows: freeze?.ySplit ?? 0, columns: freeze?.xSplit ?? 0 },
    merged: (held.mergeData ?? []).map(blockOf),
    showsGridlines: held.showGridlines !== BooleanNumber.FALSE,
  };
}

function cellsOf(
  held: Partial<IWorksheetData>,
  looks: Looks,
  spillAt: (row: number, column: number) => FileCell["spill"],
): FileCell[] {
  const cells: FileCell[] = [];
  const masters = new Map<string, { formula: string; row: number; column: number }>();
  const rows = Object.entries(held.cellData ?? {}) as [string, Record<string, ICellData>][];
  for (const [rowKey, columns] of rows) {
    for (const [columnKey, cell] of Object.entries(columns)) {
      if (cell?.f && cell.si) masters.set(cell.si, { formula: cell.f, row: Number(rowKey), column: Number(columnKey) });
    }
  }
  for (const [rowKey, columns] of rows) {
    for (const [columnKey, cell] of Object.entries(columns)) {
      if (!cell) continue;
      const [row, column] = [Number(rowKey), Number(columnKey)];
      const master = cell.si ? masters.get(cell.si) : undefined;
      // Cells that share a formula name the one that has it.
      const formula =
        cell.f || (master ? copiedFormula(master.formula, row - master.row, column - master.column) : null);
      const value = valueIn(cell);
      const look = looks.place(cell.s, cell.custom?.["locked"]);
      if (value === "" && formula === null && look === 0) continue;
      cells.push({ row, column, value, formula, look, spill: formula === null ? null : spillAt(row, column) });
    }
  }
  return cells;
}

function valueIn(cell: ICellData): CellValue {
  const raw = cell.p?.body ? cell.p.body.dataStream.replace(/\r\n$/, "").replaceAll("\r", "\n") : cell.v;
  if (raw === undefined || raw === null) return "";
  if (cell.t === CellValueType.BOOLEAN) return raw === true || raw === 1 || raw === "1" || raw === "TRUE";
  return cell.t === CellValueType.NUMBER && typeof raw === "string" && raw !== "" ? Number(raw) : raw;
}

function columnsOf(held: Partial<IWorksheetData>, looks: Looks): FileColumns[] {
  const columns: FileColumns[] = [];
  for (const [key, data] of Object.entries(held.columnData ?? {})) {
    const column = {
      width: data?.w ?? null,
      hidden: data?.hd === BooleanNumber.TRUE,
      look: looks.place(data?.s, undefined),
    };
    if (column.width === null && !column.hidden && column.look === 0) continue;
    const last = columns.at(-1);
    const first = Number(key);
    const isSame =
      last?.last === first - 1 &&
      last.width === column.width &&
      last.hidden === column.hidden &&
      last.look === column.look;
    if (last && isSame) columns[columns.length - 1] = { ...last, last: first };
    else columns.push({ first, last: first, ...column });
  }
  return columns;
}

function rowsOf(held: Partial<IWorksheetData>, looks: Looks, filteredOut: readonly number[]): Map<number, FileRow> {
  const rows = new Map<number, FileRow>();
  for (const [key, data] of Object.entries(held.rowData ?? {})) {
    const isOwnHeight = data?.h !== undefined && data.ia === BooleanNumber.FALSE;
    const row = {
      height: isOwnHeight ? (data.h ?? 0) / PIXELS_PER_POINT : null,
      hidden: data?.hd === BooleanNumber.TRUE,
      look: looks.place(data?.s, undefined),
    };
    if (row.height !== null || row.hidden || row.look > 0) rows.set(Number(key), row);
  }
  for (const row of filteredOut) rows.set(row, { ...(rows.get(row) ?? { height: null, look: 0 }), hidden: true });
  return rows;
}
