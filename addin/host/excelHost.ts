import type { GridBackend } from "./backend.js";
import { BatchInterpreter, type BatchRequest, type BatchResult, type HostObject } from "./batch.js";
import { followGrid } from "./excel/gridEvents.js";
import { WorkbookModel } from "./excel/model.js";
import { Workbook } from "./excel/workbook.js";

/** Excel's object model over a grid: batches in, results and events out. */
export class ExcelHost {
  readonly model: WorkbookModel;
  readonly interpreter: BatchInterpreter;
  readonly #stopFollowing: () => void;

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
  }

  /** One batch is one step for the grid's undo. */
  run(request: BatchRequest): BatchResult {
    let result: BatchResult = { Results: [], TraceIds: [] };
    this.model.followSheetNames();
    this.grid.inOneUndoStep(() => {
      result = this.interpreter.run(request);
    });
    return result;
  }

  close(): void {
    this.#stopFollowing();
  }
}
