import type { RibbonUpdate } from "../host/runtimeServices.js";
import type { ControlAction, RibbonControl, RibbonGroup } from "./manifest.js";

/** Fills the strip above the grid with the add-in's own buttons, in the groups of its manifest. */
export function showRibbon(
  strip: HTMLElement,
  groups: readonly RibbonGroup[],
  press: (action: ControlAction) => Promise<void>,
): void {
  strip.replaceChildren(
    ...groups.filter((group) => group.controls.length > 0).map((group) => groupElement(group, press)),
  );
  strip.hidden = strip.childElementCount === 0;
}

/** Enables or disables the button that the add-in asked about. */
export function showRibbonUpdate(strip: HTMLElement, update: RibbonUpdate): void {
  if (!("button" in update)) return;
  const button = strip.querySelector<HTMLButtonElement>(`[data-control="${CSS.escape(update.button)}"]`);
  if (!button) return;
  button.dataset.unavailable = String(!update.enabled);
  button.disabled = !update.enabled;
}

function groupElement({ label, controls }: RibbonGroup, press: (action: ControlAction) => Promise<void>): HTMLElement {
  const group = element("div", "wb-group");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", label);
  const buttons = element("div", "wb-group-buttons");
  buttons.append(...controls.map((control) => buttonElement(control, press)));
  const caption = element("div", "wb-group-label");
  caption.textContent = label;
  group.append(buttons, caption);
  return group;
}

function buttonElement(
  { id, label, tip, icon, action }: RibbonControl,
  press: (action: ControlAction) => Promise<void>,
): HTMLElement {
  const button = element("button", "wb-command");
  button.type = "button";
  button.dataset.control = id;
  button.title = tip;
  if (icon !== null) {
    const image = element("img", "wb-command-icon");
    image.src = icon;
    image.alt = "";
    button.append(image);
  }
  button.append(label);
  button.addEventListener("click", () => {
    // One press at a time: the add-in says when it has finished.
    button.disabled = true;
    void press(action).finally(() => {
      button.disabled = button.dataset.unavailable === "true";
    });
  });
  return button;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
