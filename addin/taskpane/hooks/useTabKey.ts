import { useEffect } from "react";

/** What Tab stops at, before what is hidden is left out. */
const TABBABLE =
  "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]:not([contenteditable=false])";

/**
 * Leaves Tab to the browser while the keyboard is within the pane. Office on the web moves it by itself over a list of
 * elements that knows neither what unfolds nor groups of radio buttons, and leaves the pane where the focus is on none of
 * them, such as after a change of screen. At the pane's two ends Office has its way: it takes the keyboard to the sheet.
 */
export function useTabKey(): void {
  useEffect(() => {
    const keep = (event: KeyboardEvent) => {
      if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (!isAtEnd(event.shiftKey)) event.stopPropagation();
    };
    // Office listens at the window, which hears of it after the document.
    document.addEventListener("keydown", keep);
    return () => document.removeEventListener("keydown", keep);
  }, []);
}

function isAtEnd(backwards: boolean): boolean {
  const current = document.activeElement;
  if (!(current instanceof HTMLElement) || current === document.body) return false;
  const stops = [...document.querySelectorAll<HTMLElement>(TABBABLE)].filter(isStop);
  const place = stops.indexOf(current);
  if (!backwards) return place === stops.length - 1;
  // The arrow keys lead through the screens' names; together they are one stop.
  return place === 0 || (stops[0]?.role === "tab" && current.closest("nav")?.contains(stops[0]) === true);
}

const isStop = (element: HTMLElement): boolean =>
  element.tabIndex >= 0 &&
  !element.hasAttribute("data-tabster-dummy") &&
  !(element as Partial<HTMLButtonElement>).disabled &&
  element.checkVisibility();
