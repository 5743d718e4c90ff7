import type { OfficeHost } from "../host/officeHost.js";

const SHORTCUTS = "/addin/commands/shortcuts.json";

interface Shortcuts {
  readonly shortcuts: readonly { readonly action: string; readonly key: { readonly default: string } }[];
}

/**
 * Runs the add-in's keyboard shortcuts, as the file beside its manifest has them, and tells it when its pane is opened or
 * closed, which one of them goes by. As in Excel on the web they do not work while the keyboard is in the pane itself.
 */
export async function followShortcuts(host: OfficeHost, pane: HTMLElement): Promise<void> {
  new MutationObserver(() => host.paneShown(!pane.hidden)).observe(pane, { attributeFilter: ["hidden"] });
  const response = await fetch(SHORTCUTS).catch(() => null);
  if (!response?.ok) return;
  const { shortcuts } = (await response.json()) as Shortcuts;
  const actions = new Map(shortcuts.map(({ action, key }) => [key.default, action]));
  // Before the grid, which has keys of its own.
  window.addEventListener(
    "keydown",
    (event) => {
      const action = actions.get(keysOf(event));
      if (action === undefined || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      void host.action(action);
    },
    { capture: true },
  );
}

/** "Ctrl+Shift+Alt+R": the key by its place on the keyboard, because Alt makes another letter of it on a Mac. */
function keysOf({ ctrlKey, shiftKey, altKey, code }: KeyboardEvent): string {
  const held = [ctrlKey && "Ctrl", shiftKey && "Shift", altKey && "Alt"].filter((key) => key !== false);
  return [...held, code.replace(/^Key/, "")].join("+");
}
