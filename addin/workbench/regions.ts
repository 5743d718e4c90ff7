import { part } from "./page.js";
import type { UniverGrid } from "./univerGrid.js";

/** What Tab would stop at in the pane or in the strip of buttons. */
const TABBABLE = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex='0']";

/** F6 leads from the sheet to the pane, then to the add-in's buttons, and back to the sheet; with Shift the other way. */
export class Regions {
  readonly #places: readonly { readonly holds: () => boolean; readonly enter: () => boolean }[];

  /** `paneReady` resolves when the add-in's page is there: it has keys of its own. */
  constructor(grid: UniverGrid, paneReady: Promise<void>) {
    const ribbon = part("ribbon");
    const sheet = () => {
      grid.focus();
      return true;
    };
    this.#places = [
      { holds: () => true, enter: sheet },
      { holds: () => document.activeElement === pane(), enter: () => !part("pane").hidden && enterPane(pane()) },
      { holds: () => ribbon.contains(document.activeElement), enter: () => focusFirst(ribbon) },
    ];
    const turn = (event: KeyboardEvent) => {
      if (event.key !== "F6" || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.#turn(event.shiftKey ? -1 : 1);
    };
    window.addEventListener("keydown", turn, true);
    void paneReady.then(() => pane().contentWindow?.addEventListener("keydown", turn, true));
  }

  #turn(step: 1 | -1): void {
    const count = this.#places.length;
    const from = this.#places.findLastIndex(({ holds }) => holds());
    for (let tried = 1; tried < count; tried++) {
      const next = this.#places[(from + step * tried + count * tried) % count];
      if (next?.enter()) return;
    }
    this.#places[0]?.enter();
  }
}

/** The host puts a new frame in the place of the first one. */
const pane = (): HTMLIFrameElement => part("addin", HTMLIFrameElement);

/** Where the keyboard was before it left the pane, if that is still there. */
function enterPane(frame: HTMLIFrameElement): boolean {
  const page = frame.contentDocument;
  if (!page) return false;
  frame.contentWindow?.focus();
  return (page.activeElement !== null && page.activeElement !== page.body) || focusFirst(page.body);
}

function focusFirst(within: HTMLElement): boolean {
  const first = [...within.querySelectorAll<HTMLElement>(TABBABLE)].find((element) => element.checkVisibility());
  first?.focus();
  return first !== undefined;
}
