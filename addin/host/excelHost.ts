import type { GridBackend } from "./backend.js";
import { BatchInterpreter, type BatchPause, type BatchRequest, type BatchResult, type HostObject } from "./batch.js";
import { followGrid } from "./excel/gridEvents.js";
import { WorkbookModel } from "./excel/model.js";
import { ownedBy } from "./excel/owned.js";
import { Workbook } from "./excel/workbook.js";

/** Excel's object model over a grid: batches in, results and events out. */
export class ExcelHost {
  readonly model: WorkbookModel;
  readonly interpreter: BatchInterpreter;
  readonly #stopFollowing: () => void;
  #running: Promise<unknown> | undefined;

  constructor(
    readonly grid: GridBackend,
    options: {
      readonly locale?: string;
      readonly workbookName?: string;
      readonly services?: Readonly<Record<string, HostObject>>;
    } = {},
  ) {
    this.model = new WorkbookModel(grid, options.locale, options.workbookName);
    this.interpreter = new BatchInterpreter(new Workbook(this.model), options.services);
    this.#stopFollowing = followGrid(this.model);
    grid.followUndo(ownedBy(this.model));
  }

  /**
   * One batch is one step for the grid's undo; batches run one after another. The result comes at once, or later where the
   * grid takes its time over formulas (Excel has calculated before it answers) or lets the page work in between.
   */
  run(request: BatchRequest): BatchResult | Promise<BatchResult> {
    const result = this.#running ? this.#running.then(() => this.#start(request)) : this.#start(request);
    if (result instanceof Promise) {
      const running: Promise<unknown> = result.finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
      this.#running = running;
    }
    return result;
  }

  #start(request: BatchRequest): BatchResult | Promise<BatchResult> {
    const steps = this.interpreter.run(request);
    this.model.followSheetNames();
    const goOn = (): BatchResult | Promise<BatchResult> => {
      for (;;) {
        const step: { result?: BatchResult; pause?: BatchPause } = {};
        this.grid.inOneUndoStep(() => {
          const next = steps.next();
          if (next.done) step.result = next.value;
          else step.pause = next.value;
          this.model.tellNames();
        });
        if (step.result) return step.result;
        const waiting = step.pause === "LONG_WORK" ? this.grid.letOthersWork() : this.grid.calculated();
        if (waiting) return waiting.then(goOn);
      }
    };
    const waiting = this.grid.calculated();
    return waiting ? waiting.then(goOn) : goOn();
  }

  close(): void {
    this.#stopFollowing();
  }
}
