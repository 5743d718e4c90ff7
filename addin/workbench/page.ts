/** An element of workbench.html by its id. Throws when the page has none, or one of another kind. */
export function part<T extends HTMLElement = HTMLElement>(id: string, type?: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!found || (type && !(found instanceof type))) throw new Error(`The page has no part "${id}".`);
  return found as T;
}

/** A line above the grid that stays until it is closed; `acts` are buttons in it. */
export function showNotice(
  text: string,
  acts: readonly { readonly label: string; readonly press: () => void }[] = [],
): void {
  part("notice-text").textContent = text;
  part("notice-buttons").replaceChildren(
    ...acts.map(({ label, press }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "wb-notice-button";
      button.textContent = label;
      button.addEventListener("click", press);
      return button;
    }),
  );
  const notice = part("notice");
  part("notice-close").onclick = () => {
    notice.hidden = true;
  };
  notice.hidden = false;
}

/** Lets the page draw and hear of clicks; undefined where nobody sees it: a browser would keep a hidden page waiting for a second. */
export function othersTurn(): Promise<void> | undefined {
  return document.visibilityState === "hidden" ? undefined : new Promise((resolve) => setTimeout(resolve, 0));
}
