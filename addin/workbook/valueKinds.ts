/** What a cell of this Excel can hold beside a plain value; asked at run time, because the manifest does not require it. */

const has = (set: string): boolean =>
  typeof Office !== "undefined" && (Office.context?.requirements?.isSetSupported("ExcelApi", set) ?? false);

/** Whether the answer of a function may bring its own number format. */
export const holdsNumberFormats = (): boolean => has("1.16");

/** Whether a number may carry properties, which a card shows and formulas read: `=A1.asAt`. */
export const holdsProperties = (): boolean => has("1.19");
