import type { OwnedByHost } from "../backend.js";
import type { NameState, ValidationNotes, WorkbookModel, XmlPartState } from "./model.js";
import { drawingOf, type TableState } from "./tableState.js";

interface Owned {
  readonly tables: TableState[];
  readonly names: NameState[];
  readonly validationNotes: ValidationNotes[];
  readonly xmlParts: XmlPartState[];
}

/**
 * What undo brings back beside cells. XML parts are among it: an add-in that keeps there what it knows of the cells would
 * otherwise know other cells than there are. Settings stay.
 */
export function ownedBy(model: WorkbookModel): OwnedByHost {
  const take = (): string => {
    const { tables, names, validationNotes } = model;
    const owned: Owned = { tables, names, validationNotes, xmlParts: [...model.xmlParts.values()] };
    return JSON.stringify(owned);
  };
  return {
    take,
    put: (state) => {
      if (state === take()) return;
      const { xmlParts, ...owned } = JSON.parse(state) as Owned;
      const kept = new Set(owned.tables.map(({ id }) => id));
      for (const table of model.tables) if (!kept.has(table.id)) model.grid.eraseTable(table.id, table.area.sheetId);
      // What is there already stays the same object: the add-in may hold on to it.
      const tables = owned.tables.map((table) => {
        const own = model.tables.find(({ id }) => id === table.id);
        return own ? Object.assign(own, table) : table;
      });
      Object.assign(model, owned, { tables });
      const parts = xmlParts.map((part) => Object.assign(model.xmlParts.get(part.id) ?? part, part));
      model.xmlParts.clear();
      for (const part of parts) model.xmlParts.set(part.id, part);
      for (const table of model.tables) model.grid.redrawTable(drawingOf(table));
      model.tellNames();
    },
    isUnseen: (before, after) => {
      const [from, to] = [before, after].map((state) =>
        JSON.stringify({ ...(JSON.parse(state) as Owned), xmlParts: [] }),
      );
      return from === to;
    },
  };
}
