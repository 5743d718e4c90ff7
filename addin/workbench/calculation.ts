import { FormulaDataModel, ICalculateFormulaService, IFunctionService } from "@univerjs/preset-sheets-core";
import { ICommandService } from "@univerjs/presets";
import type { CellArea } from "../host/backend.js";
import { rangeOf } from "./cells.js";
import { type CalculationInTurn, everySheetIn } from "./calculationInTurn.js";
import type { UniverSession } from "./univerSession.js";

/** A calculation that takes longer is not waited for; its results come with "calculated". */
const PATIENCE_MS = 2_000;

/** Larger writes are not followed by a wait: a pull of many rows would stop at each of its batches. */
const CELLS_WAITED_FOR = 1_000;

/**
 * Univer calculates a tenth of a second after a change. Excel has calculated before it answers the add-in, so what the
 * host changes is noted here, and `done` calculates it at once.
 */
export class Calculation {
  readonly #changed: CellArea[] = [];
  readonly #names: string[] = [];

  /** Asking Univer for its formulas goes through every cell, so that is done once; later ones are seen coming. */
  #hasFormulas: boolean;

  constructor(readonly session: UniverSession) {
    const sheets = Object.values(session.get(FormulaDataModel).getFormulaData()[session.unitId] ?? {});
    this.#hasFormulas = sheets.some((formulas) => formulas && Object.keys(formulas).length > 0);
    session.get(ICommandService).onCommandExecuted(({ id }) => {
      if (id === "formula.mutation.set-formula-data") this.#hasFormulas = true;
    });
  }

  /** The host has changed these cells; Univer tells of a workbook's first formula only later. */
  note(area: CellArea, holdsFormulas = false): void {
    this.#hasFormulas ||= holdsFormulas;
    if (area.rowCount * area.columnCount <= CELLS_WAITED_FOR && this.#hasFormulas) this.#changed.push(area);
  }

  /** The host has moved cells on this sheet, and with them the formulas' references. */
  noteWholeSheet(sheetId: string): void {
    const sheet = this.session.worksheet(sheetId);
    const all = { sheetId, row: 0, column: 0, rowCount: sheet.getRowCount(), columnCount: sheet.getColumnCount() };
    if (this.#hasFormulas) this.#changed.push(all);
  }

  /** These defined names mean something else now, or nothing. */
  noteNames(names: readonly string[]): void {
    if (this.#hasFormulas) this.#names.push(...names);
  }

  get isDue(): boolean {
    return this.#changed.length > 0 || this.#names.length > 0;
  }

  /** Resolves when formulas show the results of what was noted. Functions still being asked show #GETTING_DATA. */
  async done(): Promise<void> {
    const areas = this.#changed.splice(0).filter(({ sheetId }) => this.session.workbook.getSheetBySheetId(sheetId));
    const names = this.#names.splice(0);
    if (areas.length === 0 && names.length === 0) return;
    this.start(areas, names);
    const calculations = this.session.get(ICalculateFormulaService) as CalculationInTurn;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([calculations.settled(), patience]);
    clearTimeout(timer);
  }

  /** Calculates the formulas in these cells and those that depend on them; all there are, when names have changed. */
  start(areas: readonly CellArea[], names: readonly string[] = []): void {
    const { unitId } = this.session;
    const haveNamesChanged = names.length > 0;
    // Univer remembers how formulas read and what they depend on. Every text holds the empty one: all is forgotten.
    if (haveNamesChanged) this.session.get(IFunctionService).deleteFormulaAstCacheKey("");
    this.session.run("formula.mutation.set-formula-calculation-start", {
      dirtyRanges: areas.map((area) => ({ unitId, sheetId: area.sheetId, range: rangeOf(area) })),
      forceCalculation: haveNamesChanged,
      dirtyNameMap: {},
      dirtyDefinedNameMap: { [unitId]: Object.fromEntries(names.map((name) => [name, ""])) },
      dirtyUnitFeatureMap: {},
      dirtyUnitOtherFormulaMap: {},
      clearDependencyTreeCache: haveNamesChanged
        ? everySheetIn(this.session.get(FormulaDataModel).getFormulaData())
        : {},
    });
  }
}
