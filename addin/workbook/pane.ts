/** What the pane and the ribbon need of Office itself. */

/** Resolves once Office is ready; false when the page is open in a browser by itself, without a workbook. */
export async function whenOfficeIsReady(): Promise<boolean> {
  if (typeof Office === "undefined") return false;
  const { host } = await Office.onReady();
  return host === Office.HostType.Excel;
}

/**
 * Runs `act` when the ribbon button, or the keyboard shortcut, with this name is pressed. A button waits until the act has
 * ended; a shortcut brings nothing to say that to.
 */
export function onRibbonAction(name: string, act: () => Promise<void>): void {
  Office.actions.associate(name, (event?: Partial<Office.AddinCommands.Event>) => {
    void act().finally(() => event?.completed?.());
  });
}

/** Opens the pane if it is closed. */
export function showPane(): Promise<void> {
  return Office.addin.showAsTaskpane();
}

let isShown = true;

/** Keeps up with the user, who opens and closes the pane too. */
export async function followPane(): Promise<void> {
  isShown = typeof document === "undefined" || !document.hidden;
  await Office.addin.onVisibilityModeChanged(({ visibilityMode }) => {
    isShown = visibilityMode === Office.VisibilityMode.taskpane;
  });
}

/** Opens the pane, or closes it where it is open. */
export async function togglePane(): Promise<void> {
  if (isShown) await Office.addin.hide();
  else await showPane();
}
