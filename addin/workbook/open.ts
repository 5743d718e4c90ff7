/**
 * The way into the workbook. Every other file of this folder queues its work through here; nothing outside the folder
 * sees an Excel object.
 */

/** Work for one round trip: it queues reads and writes and may return a function that picks up what was read. */
export type Batch<T> = (book: Excel.Workbook) => (() => T) | void;

/** A problem with the workbook that the user can do something about. `message` says what, why and what to do next. */
export class WorkbookProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "WorkbookProblem";
  }
}

/**
 * Queues `work`, sends it in one round trip and gives back what its reader returns.
 * Waits while the user is typing in a cell. Errors: `WorkbookProblem`.
 */
export async function inWorkbook<T>(work: Batch<T>): Promise<T> {
  const [answer] = await inBatches([work]);
  return answer as T;
}

/**
 * Several round trips, one after another, that the user undoes as one step where Excel can. For work too large for one
 * request: Excel on the web takes 5 MB a request, and a page that is busy for 5 seconds is restarted, so each batch
 * yields. `onBatch` hears how many are done.
 */
export async function inBatches<T>(batches: readonly Batch<T>[], onBatch?: (done: number) => void): Promise<T[]> {
  const answers: T[] = [];
  try {
    await Excel.run({ delayForCellEdit: true, ...undoGroup() }, async (context) => {
      for (const [index, batch] of batches.entries()) {
        const read = batch(context.workbook);
        // One request per batch is the purpose of this loop; a batch itself never syncs.
        // eslint-disable-next-line office-addins/no-context-sync-in-loop
        await context.sync();
        if (read) answers.push(read());
        onBatch?.(index + 1);
      }
    });
  } catch (error) {
    throw workbookProblemFrom(error);
  }
  return answers;
}

/** `mergeUndoGroup` came with ExcelApi 1.20; older Excels undo one round trip at a time. */
function undoGroup(): { mergeUndoGroup?: boolean } {
  const requirements = typeof Office === "undefined" ? undefined : Office.context?.requirements;
  return requirements?.isSetSupported("ExcelApi", "1.20") ? { mergeUndoGroup: true } : {};
}

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  AccessDenied:
    "The sheet is protected or read-only, so nothing was changed. Choose Review > Unprotect Sheet (or Enable Editing), then try again.",
  InvalidOperationInCellEditMode: "A cell is being edited. Press Enter or Esc to leave the cell, then try again.",
  InvalidSelection: "Several areas or an object are selected. Select one cell of the sheet, then try again.",
  ItemNotFound:
    "Part of the table is no longer in this workbook. Use Unlink on the Data tab, then pull the table again.",
  RequestPayloadSizeLimitExceeded:
    "This is more than the workbook takes at once. Add a filter or choose fewer columns, then try again.",
  ResponsePayloadSizeLimitExceeded:
    "This is more than the workbook gives at once. Add a filter or choose fewer columns, then try again.",
};

function workbookProblemFrom(error: unknown): unknown {
  if (error instanceof WorkbookProblem || !isOfficeError(error)) return error;
  const plain = PLAIN_WORDS[error.code] ?? `The workbook refused the change: ${error.message} Try again.`;
  return new WorkbookProblem(error.code, plain);
}

/** Told by its shape: the library's own class may come from another script realm. */
function isOfficeError(error: unknown): error is { code: string; message: string } {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "debugInfo" in error
  );
}
