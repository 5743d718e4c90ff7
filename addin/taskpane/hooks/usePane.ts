import { createContext, useContext } from "react";
import type { Viewer } from "../../api/operations.js";
import type { LinkedTable } from "../../commands/linkedTables.js";
import type { Outcome } from "../../commands/outcome.js";
import type { PaneScreen } from "../../commands/ribbon.js";

/** The ribbon leads to all screens but the person's own settings. */
export type Screen = PaneScreen | "settings";

/** What every screen knows of the pane. */
export interface PaneState {
  /** Undefined until it is known; null when nobody is signed in. */
  readonly viewer: Viewer | null | undefined;
  readonly isInWorkbook: boolean;
  /** Undefined until they have been read. */
  readonly tables: readonly LinkedTable[] | undefined;
  /** Edits in linked cells that are not published yet. */
  readonly cellEdits: number;
  /** What is being done, for example "Refreshing"; null when idle. */
  readonly busyWith: string | null;
  show(screen: Screen): void;
  tell(outcome: Outcome): void;
  /** Runs an act and shows what came of it; then the tables are read again, for which nobody waits. */
  run(name: string, act: () => Promise<Outcome>): Promise<Outcome>;
}

export const PaneContext = createContext<PaneState | null>(null);

export function usePane(): PaneState {
  const pane = useContext(PaneContext);
  if (!pane) throw new Error("This screen stands outside the pane.");
  return pane;
}
