/** What the pane and the ribbon need of Office itself. */

/** Resolves once Office is ready; false when the page is open in a browser by itself, without a workbook. */
export async function whenOfficeIsReady(): Promise<boolean> {
  if (typeof Office === "undefined") return false;
  const { host } = await Office.onReady();
  return host === Office.HostType.Excel;
}

/** Runs `act` when the ribbon button with this function name is pressed. The ribbon waits until the act has ended. */
export function onRibbonButton(functionName: string, act: () => Promise<void>): void {
  Office.actions.associate(functionName, (event: Office.AddinCommands.Event) => {
    void act().finally(() => event.completed());
  });
}

/** Opens the pane if it is closed. */
export function showPane(): Promise<void> {
  return Office.addin.showAsTaskpane();
}
