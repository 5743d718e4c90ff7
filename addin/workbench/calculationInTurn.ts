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
  #haveFormulasMoved = false;
  #isStopped = false;
  #isAllDue = false;

  constructor(
    commands: ICommandService,
    readonly formulas: FormulaDataModel,
    ...services: ConstructorParameters<typeof CalculateFormulaService>
  ) {
    super(...services);
    commands.onCommandExecuted(({ id }) => {
      if (MOVES_FORMULAS.test(id)) this.#haveFormulasMoved = true;
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
    const turn = this.#last.then(() => this.#calculate(asked));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #calculate(asked: Asked): Promise<void> {
    this.#waiting -= 1;
    do await this.#run(asked);
    while (this.#isAllDue && this.#waiting === 0);
  }

  async #run(asked: Asked): Promise<void> {
    const formulaData = this.formulas.getFormulaData();
    const all = { forceCalculate: true, clearDependencyTreeCache: sheetsOf(formulaData) };
    this.#haveFormulasMoved = false;
    this.#isStopped = false;
    await super.execute({
      ...asked,
      formulaData,
      arrayFormulaCellData: this.formulas.getArrayFormulaCellData(),
      arrayFormulaRange: this.formulas.getArrayFormulaRange(),
      ...(this.#isAllDue ? all : {}),
    });
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

function sheetsOf(formulaData: Asked["formulaData"]): Record<string, Record<string, string>> {
  const known = (sheets: object) => Object.fromEntries(Object.keys(sheets).map((sheetId) => [sheetId, "1"]));
  return Object.fromEntries(Object.entries(formulaData).map(([unitId, sheets]) => [unitId, known(sheets ?? {})]));
}
