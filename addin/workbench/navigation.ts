const FIRST_WORKBOOK = "workbook";

/** Which workbook the page's address names: `?workbook=`; without it, the first one. */
export function workbookInAddress(): { readonly id: string; readonly isNamed: boolean } {
  const named = new URLSearchParams(window.location.search).get("workbook");
  return { id: named ?? FIRST_WORKBOOK, isNamed: named !== null };
}

export function addressOfWorkbook(id: string): string {
  return `${window.location.pathname}?workbook=${encodeURIComponent(id)}`;
}

/** From now on this page is about that workbook, without being loaded again. */
export function nameInAddress(id: string): void {
  window.history.replaceState(null, "", addressOfWorkbook(id));
}
