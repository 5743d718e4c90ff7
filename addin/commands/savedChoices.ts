import type { Dataset } from "../api/operations.js";
import { keepPreference, preference } from "../workbook/preferences.js";
import { attention, done, type Outcome } from "./outcome.js";

/** What somebody chose for a pull, under a name of their own. */
export interface SavedChoice {
  readonly name: string;
  readonly columns: readonly string[];
  readonly filters: readonly {
    readonly field: string;
    readonly values: readonly string[];
    readonly least: string;
    readonly most: string;
  }[];
}

const nameOf = (dataset: Dataset): string => `choices.${dataset}`;

/** The choices kept on this machine for one dataset, by name. Fields that the dataset no longer has are left out. */
export function savedChoices(dataset: Dataset, fields: readonly string[]): SavedChoice[] {
  const kept = preference<readonly SavedChoice[]>(nameOf(dataset)) ?? [];
  return kept
    .map(({ name, columns, filters }) => ({
      name,
      columns: columns.filter((field) => fields.includes(field)),
      filters: filters.filter(({ field }) => fields.includes(field)),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en-GB"));
}

/** Keeps a choice; one of the same name is replaced. */
export function saveChoice(dataset: Dataset, choice: SavedChoice): Outcome {
  const name = choice.name.trim();
  if (name === "") return attention("Give the choice a name first.");
  return keep(dataset, [...othersThan(dataset, name), { ...choice, name }], `Saved “${name}” on this machine.`);
}

export function forgetChoice(dataset: Dataset, name: string): Outcome {
  return keep(dataset, othersThan(dataset, name), `Forgot “${name}”.`);
}

function othersThan(dataset: Dataset, name: string): SavedChoice[] {
  const kept = preference<readonly SavedChoice[]>(nameOf(dataset)) ?? [];
  return kept.filter((each) => each.name.toLowerCase() !== name.toLowerCase());
}

function keep(dataset: Dataset, choices: readonly SavedChoice[], text: string): Outcome {
  return keepPreference(nameOf(dataset), choices)
    ? done(text)
    : attention("This browser does not let Sevenfold keep anything, so the choice lasts until the pane is closed.");
}
