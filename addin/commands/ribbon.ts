import { onRibbonButton, showPane } from "../workbook/pane.js";
import type { Outcome } from "./outcome.js";
import { refreshAll } from "./refreshAll.js";
import { refreshSelected } from "./refreshSelected.js";

export { whenOfficeIsReady } from "../workbook/pane.js";

/** Where a ribbon button can take the pane. */
export type PaneScreen = "home" | "data" | "pull" | "changes";

export interface Pane {
  show(screen: PaneScreen): void;
  tell(outcome: Outcome): void;
}

/** Ties the ribbon's buttons to the same acts that the pane runs. The names are those in manifest.xml. */
export function connectRibbon(pane: Pane): void {
  const opening = (screen: PaneScreen) => async () => {
    await showPane();
    pane.show(screen);
  };
  onRibbonButton("pullTable", opening("pull"));
  onRibbonButton("showTables", opening("data"));
  onRibbonButton("previewChanges", opening("changes"));
  const telling = (act: () => Promise<Outcome>) => async () => {
    await showPane();
    pane.tell(await act());
  };
  onRibbonButton("refreshAll", telling(refreshAll));
  onRibbonButton("refreshSelected", telling(refreshSelected));
}
