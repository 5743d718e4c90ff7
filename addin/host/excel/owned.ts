import type { OwnedByHost } from "../backend.js";
import type { NameState, ValidationNotes, WorkbookModel } from "./model.js";
import { drawingOf, type TableState } from "./tableState.js";

interface Owned {
  readonly tables: TableState[];
  readonly names: NameState[];
  readonly validationNotes: ValidationNotes[];
}

/** What undo brings back beside cells. Settings and XML parts stay: what an add-in keeps there is no edit of a person's. */
export function ownedBy(model: WorkbookModel): OwnedByHost {
  const take = (): string => {
    const { tables, names, validationNotes } = model;
    const owned: Owned = { tables, names, validationNotes };
    return JSON.stringify(owned);
  };
  return {
    take,
    put: (state) => {
      if (state === take()) return;
      const owned = JSON.parse(state) as Owned;
      const kept = new Set(owned.tables.map(({ id }) => id));
      for (const table of model.tables) if (!kept.has(table.id)) model.grid.eraseTable(table.id, table.area.sheetId);
      // What is there already stays the same object: the add-in may hold on to it.
      const tables = owned.tables.map((table) => {
        const own = model.tables.find(({ id }) => id === table.id);
        return own ? Object.assign(own, table) : table;
      });
      Object.assign(model, owned, { tables });
      for (const table of model.tables) model.grid.redrawTable(drawingOf(table));
      model.tellNames();
    },
  };
}
