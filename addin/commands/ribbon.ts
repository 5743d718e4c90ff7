import { bindings, linkedCells } from "../workbook/bindings.js";
import { followPane, onRibbonAction, showPane, togglePane } from "../workbook/pane.js";
import { enableButtons } from "../workbook/ribbon.js";
import { freezeSelected } from "./freezeLinks.js";
import { addRow, toggleMarks } from "./markRows.js";
import type { Outcome } from "./outcome.js";
import { refreshAll } from "./refreshAll.js";
import { refreshSelected } from "./refreshSelected.js";

export { whenOfficeIsReady } from "../workbook/pane.js";

/** Where a ribbon button can take the pane. */
export type PaneScreen = "home" | "data" | "pull" | "adopt" | "link" | "changes" | "history";

export interface Pane {
  show(screen: PaneScreen): void;
  tell(outcome: Outcome): void;
}

/**
 * Ties the ribbon's buttons and the keyboard's shortcuts to the same acts that the pane runs. The names are those in
 * manifest.xml and in shortcuts.json.
 */
export function connectRibbon(pane: Pane): void {
  const opening = (screen: PaneScreen) => async () => {
    await showPane();
    pane.show(screen);
  };
  const telling = (act: () => Promise<Outcome>) => async () => {
    await showPane();
    pane.tell(await act());
  };
  onRibbonAction("pullTable", opening("pull"));
  onRibbonAction("adoptTable", opening("adopt"));
  onRibbonAction("linkCell", opening("link"));
  onRibbonAction("showTables", opening("data"));
  onRibbonAction("refreshAll", telling(refreshAll));
  onRibbonAction("refreshSelected", telling(refreshSelected));
  onRibbonAction("freezeSelected", telling(freezeSelected));
  onRibbonAction("previewChanges", opening("changes"));
  onRibbonAction("addRow", telling(addRow));
  onRibbonAction("markRows", telling(toggleMarks));
  // Deleting asks first, in the pane.
  onRibbonAction("tidyRows", opening("changes"));
  onRibbonAction("whereFrom", opening("history"));
  onRibbonAction("showHistory", opening("history"));
  onRibbonAction("togglePane", togglePane);
  // Where the host says nothing of the pane, the shortcut closes it at the second press.
  void followPane().catch(() => undefined);
}

let shown = "";

/**
 * Disables the buttons that can do nothing now. Review stays enabled while anything is linked: whether something was edited
 * is known only once somebody looks.
 */
export async function showRibbonState(isSignedIn: boolean): Promise<void> {
  try {
    const tables = await bindings();
    const hasLinks = tables.length + (await linkedCells()).length > 0;
    const hasPulled = tables.some(({ adoption, frozenAt }) => adoption === undefined && frozenAt === undefined);
    const enabled = {
      "Sevenfold.Pull": isSignedIn,
      "Sevenfold.Adopt": isSignedIn,
      "Sevenfold.Link": isSignedIn,
      "Sevenfold.RefreshAll": isSignedIn,
      "Sevenfold.RefreshThis": isSignedIn && hasLinks,
      "Sevenfold.Freeze": hasLinks,
      "Sevenfold.Review": isSignedIn && hasLinks,
      "Sevenfold.AddRow": hasPulled,
      "Sevenfold.Mark": hasPulled,
      "Sevenfold.Tidy": hasPulled,
      "Sevenfold.Where": isSignedIn,
      "Sevenfold.History": isSignedIn,
    };
    const wanted = JSON.stringify(enabled);
    if (wanted === shown) return;
    shown = wanted;
    await enableButtons(enabled);
  } catch {
    // A ribbon that does not follow is a smaller trouble than a pane that stops; the buttons say themselves what is missing.
    shown = "";
  }
}
