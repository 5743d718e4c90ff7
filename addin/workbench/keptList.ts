import { addressOfWorkbook } from "./navigation.js";
import type { KeptWorkbook } from "./state.js";

export interface KeptListActs {
  readonly openId: string;
  readonly rename: (id: string, name: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

const savedAt = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Fills a list with the kept workbooks as links; with `acts`, each may be renamed or deleted too. */
export function showKept(list: HTMLElement, kept: readonly KeptWorkbook[], acts?: KeptListActs): void {
  list.replaceChildren(...kept.map((workbook) => (acts ? itemWithActs(list, kept, workbook, acts) : item(workbook))));
}

function item({ id, name, savedAt: moment }: KeptWorkbook): HTMLElement {
  const entry = element("li", "wb-kept-item");
  const link = element("a", "wb-kept-name");
  link.href = addressOfWorkbook(id);
  link.textContent = name;
  const when = element("span", "wb-kept-when");
  when.textContent = moment.startsWith("1970") ? "" : savedAt.format(new Date(moment));
  entry.append(link, when);
  return entry;
}

function itemWithActs(
  list: HTMLElement,
  kept: readonly KeptWorkbook[],
  workbook: KeptWorkbook,
  acts: KeptListActs,
): HTMLElement {
  const entry = item(workbook);
  const { id, name } = workbook;
  if (id === acts.openId) {
    const here = element("span", "wb-kept-when");
    here.textContent = "open here";
    entry.append(here);
    return entry;
  }
  const again = () => showKept(list, kept, acts);
  const rename = button("Rename", `Rename ${name}`, () => {
    const field = element("input", "wb-kept-field");
    field.value = name;
    field.maxLength = 80;
    field.setAttribute("aria-label", `New name of ${name}`);
    const keep = () => {
      const typed = field.value.trim();
      if (typed === "" || typed === name) again();
      else void acts.rename(id, typed);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") keep();
      if (event.key !== "Escape") return;
      // Escape leaves the field, not the dialog.
      event.preventDefault();
      again();
    });
    entry.replaceChildren(field, button("Keep name", `Keep the new name of ${name}`, keep));
    field.select();
  });
  const remove = button("Delete", `Delete ${name}`, () => {
    const question = element("span", "wb-kept-name");
    question.textContent = `Delete “${name}” from this browser?`;
    const yes = button("Delete it", `Delete ${name} for good`, () => void acts.remove(id));
    entry.replaceChildren(question, yes, button("Keep it", `Keep ${name}`, again));
    yes.focus();
  });
  entry.append(rename, remove);
  return entry;
}

function button(text: string, label: string, press: () => void): HTMLElement {
  const made = element("button", "wb-small-button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", press);
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
