/** The part of Excel's custom functions runtime that this add-in uses; Office.js brings it. */
declare namespace CustomFunctions {
  /** Ties the id in functions.json to the function. */
  function associate(id: string, implementation: (...args: never[]) => unknown): void;
  enum ErrorCode {
    invalidValue = "#VALUE!",
    notAvailable = "#N/A",
  }
  /** A cell error; Excel shows the message beside the cell. */
  class Error extends globalThis.Error {
    constructor(code: ErrorCode, message?: string);
    readonly code: ErrorCode;
  }
  /** The call behind a cell; comes after the last argument. */
  interface Invocation {
    /** True while somebody looks at the value of a part of a formula that is being edited. Older Excels leave it out. */
    readonly isInValuePreview?: boolean;
  }
  interface CancelableInvocation extends Invocation {
    /** Called when the cell is deleted or asks for something else before it was answered. */
    onCanceled: () => void;
  }
}
