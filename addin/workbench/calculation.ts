import { FormulaDataModel } from "@univerjs/preset-sheets-core";
import { ICommandService } from "@univerjs/presets";
import type { CellArea } from "../host/backend.js";
import type { AddinPipe } from "../host/transport.js";
import { rangeOf } from "./cells.js";
import type { UniverSession } from "./univerSession.js";

/** A calculation that takes longer is not waited for; its results come with "calculated". */
const PATIENCE_MS = 2_000;

/** Larger writes are not followed by a wait: a pull of many rows would stop at each of its batches. */
const CELLS_WAITED_FOR = 1_000;

/**
 * Univer calculates a tenth of a second after a change. Excel has calculated before the add-in's next request, so what the
 * host changes is noted here, and `done` calculates it at once.
 */
export class Calculation {
  readonly #changed: CellArea[] = [];

  /** Asking Univer for its formulas goes through every cell, so that is done once; later ones are seen coming. */
  #hasFormulas: boolean;

  constructor(readonly session: UniverSession) {
    const sheets = Object.values(session.get(FormulaDataModel).getFormulaData()[session.unitId] ?? {});
    this.#hasFormulas = sheets.some((formulas) => formulas && Object.keys(formulas).length > 0);
    session.get(ICommandService).onCommandExecuted(({ id }) => {
      if (id === "formula.mutation.set-formula-data") this.#hasFormulas = true;
    });
  }

  /** The host has changed these cells. */
  note(area: CellArea): void {
    if (area.rowCount * area.columnCount <= CELLS_WAITED_FOR && this.#hasFormulas) this.#changed.push(area);
  }

  /** The host has moved cells on this sheet, and with them the formulas' references. */
  noteWholeSheet(sheetId: string): void {
    const sheet = this.session.worksheet(sheetId);
    const all = { sheetId, row: 0, column: 0, rowCount: sheet.getRowCount(), columnCount: sheet.getColumnCount() };
    if (this.#hasFormulas) this.#changed.push(all);
  }

  get isDue(): boolean {
    return this.#changed.length > 0;
  }

  /** Resolves when formulas show the results of what was noted. Functions still being asked show #GETTING_DATA. */
  async done(): Promise<void> {
    const areas = this.#changed.splice(0).filter(({ sheetId }) => this.session.workbook.getSheetBySheetId(sheetId));
    if (areas.length === 0) return;
    this.start(areas);
    await this.session.api
      .getFormula()
      .onCalculationResultApplied(PATIENCE_MS)
      .catch(() => undefined);
  }

  /** Calculates the formulas in these cells, and those that depend on them. */
  start(areas: readonly CellArea[]): void {
    const { unitId } = this.session;
    this.session.run("formula.mutation.set-formula-calculation-start", {
      dirtyRanges: areas.map((area) => ({ unitId, sheetId: area.sheetId, range: rangeOf(area) })),
      forceCalculation: false,
      dirtyNameMap: {},
      dirtyDefinedNameMap: {},
      dirtyUnitFeatureMap: {},
      dirtyUnitOtherFormulaMap: {},
      clearDependencyTreeCache: {},
    });
  }
}

/** The pipe with the add-in's messages held back until what its earlier ones changed is calculated. */
export function afterCalculation(pipe: AddinPipe, calculation: Calculation): AddinPipe {
  const held: string[] = [];
  return {
    send: (message) => pipe.send(message),
    listen: (receive) =>
      pipe.listen((message) => {
        if (held.length === 0 && !calculation.isDue) {
          receive(message);
          return;
        }
        held.push(message);
        if (held.length === 1) void deliver();

        async function deliver(): Promise<void> {
          for (let next = held[0]; next !== undefined; next = held[0]) {
            await calculation.done();
            receive(next);
            held.shift();
          }
        }
      }),
  };
}
