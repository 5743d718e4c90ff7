import { CommandType, ICommandService, type ICommandInfo, type IObjectMatrixPrimitiveType } from "@univerjs/presets";
import type { CellArea } from "../host/backend.js";
import { PUT_LOOKS } from "./looks.js";
import { othersTurn } from "./page.js";
import type { CellMatrix, GridSnapshot, UniverSession } from "./univerSession.js";

/** The cells of each sheet as texts, so many rows to a text. */
export type CellTexts = Readonly<Record<string, readonly string[]>>;

/** A grid's snapshot without its cells, and the cells beside it. */
export interface PackedSnapshot {
  readonly grid: GridSnapshot;
  readonly cells: CellTexts;
}

/** Rows to a text: one is made in a few hundredths of a second. */
const ROWS = 2_000;

/** Where cells go on changing, the rest is made in one go. */
const MOST_TURNS = 500;

/** What these change is kept elsewhere than in the cells, or comes to them by `set-range-values`. */
const LEAVES_CELLS =
  /^(doc|formula|data-validation)\.|^sevenfold\.mutation\.(?!put-looks$)|^sheet\.mutation\.(set-(?!range-values$|worksheet-config$)|(add|delete)-table$)/;

/**
 * The cells as a browser keeps them quickly. Handing a million cells over to it as they are stops the page for a second; texts
 * of them are handed over at once, are made a part at a time, and only of rows that changed since.
 */
export class PackedCells {
  readonly #texts = new Map<string, Map<number, string>>();

  constructor(readonly session: UniverSession) {
    session.get(ICommandService).onCommandExecuted((command) => this.#look(command));
  }

  /** Everything the grid holds at the moment it resolves. A page that goes away does it in one go. */
  async snapshot(): Promise<PackedSnapshot> {
    this.session.flush();
    let turns = MOST_TURNS;
    for (let stale = this.#stale(); stale; stale = this.#stale()) {
      stale();
      if (--turns > 0) await othersTurn();
      this.session.flush();
    }
    const grid = this.session.snapshot();
    const sheets = Object.entries(grid.sheets).map(([id, sheet]) => [id, { ...sheet, cellData: {} }] as const);
    const cells = Object.keys(grid.sheets).map((id) => [id, [...(this.#texts.get(id)?.values() ?? [])]] as const);
    // It is kept a moment later: without its cells it is small enough to be copied.
    const rest = structuredClone({ ...grid, sheets: Object.fromEntries(sheets) });
    return { grid: rest, cells: Object.fromEntries(cells) };
  }

  /** The making of one text that is missing; undefined when all are there. */
  #stale(): (() => void) | undefined {
    for (const sheet of this.session.workbook.getSheets()) {
      const texts = this.#texts.get(sheet.getSheetId()) ?? new Map<number, string>();
      this.#texts.set(sheet.getSheetId(), texts);
      const rows = sheet.getCellMatrix().getMatrix();
      const parts = Math.ceil(sheet.getCellMatrix().getLength() / ROWS);
      for (let part = 0; part < parts; part++) {
        if (!texts.has(part)) return () => texts.set(part, JSON.stringify(rowsOf(rows, part)));
      }
    }
    return undefined;
  }

  #look({ id, type, params }: Readonly<ICommandInfo>): void {
    if (type !== CommandType.MUTATION || LEAVES_CELLS.test(id)) return;
    const { subUnitId, cellValue, area } = (params ?? {}) as {
      subUnitId?: string;
      cellValue?: CellMatrix;
      area?: CellArea;
    };
    const texts = this.#texts.get(subUnitId ?? "");
    if (id === "sheet.mutation.set-range-values" && cellValue) {
      for (const row of Object.keys(cellValue)) texts?.delete(Math.floor(Number(row) / ROWS));
    } else if (id === PUT_LOOKS && area) {
      const last = Math.floor((area.row + area.rowCount - 1) / ROWS);
      for (let part = Math.floor(area.row / ROWS); part <= last; part++) texts?.delete(part);
    } else this.#texts.clear();
  }
}

function rowsOf<Row>(rows: IObjectMatrixPrimitiveType<Row>, part: number): Record<number, unknown> {
  const found: Record<number, unknown> = {};
  for (let row = part * ROWS; row < (part + 1) * ROWS; row++) if (rows[row]) found[row] = rows[row];
  return found;
}

/** The snapshot with its cells in it again; others have their turn meanwhile. */
export async function unpacked({ grid, cells }: PackedSnapshot): Promise<GridSnapshot> {
  const sheets: GridSnapshot["sheets"] = {};
  for (const [id, sheet] of Object.entries(grid.sheets)) {
    const cellData: GridSnapshot["sheets"][string]["cellData"] = {};
    for (const text of cells[id] ?? []) {
      Object.assign(cellData, JSON.parse(text) as object);
      await othersTurn();
    }
    sheets[id] = { ...sheet, cellData };
  }
  return { ...grid, sheets };
}
