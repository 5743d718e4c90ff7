/**
 * One window at a time keeps a workbook; a second one would write over what the first has done. Browsers without locks
 * (pages over plain http from another computer) let every window in.
 */
export function claimWorkbook(id: string): Promise<boolean> {
  // Absent where the page is no secure context, whatever the type says.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void locks.request(`sevenfold-workbook-${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the window closes or leaves the page.
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
}
