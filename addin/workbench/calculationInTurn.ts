import {
  AstTreeBuilder,
  CalculateFormulaService,
  FormulaDataModel,
  ICalculateFormulaService,
  IFormulaCurrentConfigService,
  IFormulaDependencyGenerator,
  IFormulaRuntimeService,
  Interpreter,
  Lexer,
} from "@univerjs/preset-sheets-core";
import { ICommandService, IConfigService, requestImmediateMacroTask, type Injector } from "@univerjs/presets";

type Asked = Parameters<CalculateFormulaService["execute"]>[0];

/** Cells go elsewhere, or formulas come, change and go. */
const MOVES_FORMULAS =
  /^formula\.mutation\.set-formula-data$|^sheet\.mutation\.((insert|remove)-(row|rows|col|sheet)|move-(rows|columns|range)|reorder-range)$/;

/** Under this name Univer keeps two calculations apart, though not what they prepare. */
const LOCK = "FORMULA_EXECUTION_LOCK";

/**
 * Univer takes note of the formulas, lets the page work, calculates, and writes the results to where the formulas were. It
 * does not see what changes in between: a result then goes over a value that somebody has typed, and a second calculation
 * takes the ground from under the first, or stops it. Here one calculates after the other, and one whose formulas have moved
 * meanwhile writes nothing: all is calculated again, as it is after one that was stopped.
 */
export class CalculationInTurn extends CalculateFormulaService {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** How often formulas have moved, by now and when the formulas of the calculation that runs were read. */
  #moves = 0;
  #movesKnown = 0;
  #isStopped = false;
  #isAllDue = false;

  constructor(
    commands: ICommandService,
    readonly formulas: FormulaDataModel,
    ...services: ConstructorParameters<typeof CalculateFormulaService>
  ) {
    super(...services);
    // Of some that it does at once Univer tells only later that they were done.
    commands.beforeCommandExecuted(({ id }) => {
      if (MOVES_FORMULAS.test(id)) this.#moves += 1;
    });
  }

  /** To be called before there is a workbook. */
  static takeOver(injector: Injector): void {
    injector.replace([
      ICalculateFormulaService,
      {
        useFactory: (...services: ConstructorParameters<typeof CalculationInTurn>) =>
          new CalculationInTurn(...services),
        deps: [
          ICommandService,
          FormulaDataModel,
          IConfigService,
          Lexer,
          IFormulaCurrentConfigService,
          IFormulaRuntimeService,
          IFormulaDependencyGenerator,
          Interpreter,
          AstTreeBuilder,
        ],
      },
    ]);
  }

  /** Resolves when the results of everything asked are in the cells, also of what was asked in the meantime. */
  async settled(): Promise<void> {
    let last;
    do await (last = this.#last);
    while (last !== this.#last);
  }

  override stopFormulaExecution(): void {
    this.#isStopped = true;
    super.stopFormulaExecution();
  }

  override execute(asked: Asked): Promise<void> {
    this.#waiting += 1;
    const moves = this.#moves;
    const turn = this.#last.then(() => this.#calculate(asked, moves));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  get #haveFormulasMoved(): boolean {
    return this.#moves !== this.#movesKnown;
  }

  /** `moves`: how often formulas had moved when this was asked, with the formulas as they then were. */
  async #calculate(asked: Asked, moves: number): Promise<void> {
    this.#waiting -= 1;
    this.#movesKnown = moves;
    this.#isAllDue ||= this.#haveFormulasMoved;
    do await this.#run(this.#isAllDue ? this.#all(asked) : asked);
    while (this.#isAllDue && this.#waiting === 0);
  }

  #all(asked: Asked): Asked {
    const formulaData = this.formulas.getFormulaData();
    return { ...asked, formulaData, forceCalculate: true, clearDependencyTreeCache: everySheetIn(formulaData) };
  }

  async #run(asked: Asked): Promise<void> {
    this.#movesKnown = this.#moves;
    this.#isStopped = false;
    // An earlier calculation may have spilled results since this was asked.
    const arrayFormulaCellData = this.formulas.getArrayFormulaCellData();
    const arrayFormulaRange = this.formulas.getArrayFormulaRange();
    await super.execute({ ...asked, arrayFormulaCellData, arrayFormulaRange });
    await this._executeLock.acquire(LOCK, () => undefined);
    // Univer hands the results on to the cells in the same breath.
    await new Promise((resolve) => requestImmediateMacroTask(resolve));
    // Stopped for something newer, not by a person: the newer one makes up for it.
    this.#isAllDue = this.#haveFormulasMoved || (this.#isStopped && this.#waiting > 0);
  }

  protected override async _executeStep(): Promise<true | undefined> {
    const step = await super._executeStep();
    if (this.#haveFormulasMoved) this._runtimeService.markedAsStopFunctionsExecuted();
    return step;
  }
}

/** As Univer wants to be told of sheets whose dependencies it is to forget. */
export function everySheetIn(formulaData: Asked["formulaData"]): Record<string, Record<string, string>> {
  const named = (sheets: object) => Object.fromEntries(Object.keys(sheets).map((sheetId) => [sheetId, "1"]));
  return Object.fromEntries(Object.entries(formulaData).map(([unitId, sheets]) => [unitId, named(sheets ?? {})]));
}
