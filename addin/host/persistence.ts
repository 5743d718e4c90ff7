import { addressOf, blockAt } from "./addresses.js";
import type { CellArea } from "./backend.js";
import type { CalculationMode, WorkbookModel } from "./excel/model.js";
import { applyFilters, drawingOf, isFiltered, type TableState } from "./excel/tableState.js";

/** An area by its sheet's name: ids of sheets do not outlive a grid. */
interface SavedArea {
  readonly sheet: string;
  readonly address: string;
}

/** What the host owns of a workbook, as plain JSON. */
export interface WorkbookSnapshot {
  readonly version: 1;
  readonly tables: readonly (Omit<TableState, "area"> & { readonly at: SavedArea })[];
  readonly names: readonly { name: string; formula: string; comment: string; visible: boolean; sheet: string | null }[];
  readonly validationNotes: readonly {
    at: SavedArea;
    ignoreBlanks: boolean;
    errorAlert: object | null;
    prompt: object | null;
  }[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly xmlParts: readonly { id: string; xml: string; namespace: string }[];
  readonly protectedSheets: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly calculationMode: CalculationMode;
  readonly documentSettings: Readonly<Record<string, string>>;
}

export function snapshot(model: WorkbookModel, documentSettings: Readonly<Record<string, string>>): WorkbookSnapshot {
  const sheetOf = (sheetId: string) => model.sheetName(sheetId) ?? "";
  const at = (area: CellArea): SavedArea => ({ sheet: sheetOf(area.sheetId), address: addressOf(area) });
  model.followSheetNames();
  const saved: WorkbookSnapshot = {
    version: 1,
    tables: model.tables.map(({ area, ...table }) => ({ ...table, at: at(area) })),
    names: model.names.map(({ sheetId, ...name }) => ({ ...name, sheet: sheetId === null ? null : sheetOf(sheetId) })),
    validationNotes: model.validationNotes.map(({ area, ...notes }) => ({ ...notes, at: at(area) })),
    settings: Object.fromEntries(model.settings),
    xmlParts: [...model.xmlParts.values()],
    protectedSheets: [...model.protectedSheets].map(sheetOf),
    properties: model.properties,
    calculationMode: model.calculationMode,
    documentSettings,
  };
  return structuredClone(saved);
}

/**
 * Puts a snapshot in place of what the model holds and draws its tables. Whatever lay on a sheet that the grid no longer has
 * is left out. Returns the document settings.
 */
export function restore(model: WorkbookModel, saved: WorkbookSnapshot): Record<string, string> {
  if (saved.version !== 1)
    throw new Error(
      `A workbook saved as version ${String(saved.version)} cannot be opened; this host knows version 1.`,
    );
  const { tables, names, validationNotes, ...rest } = structuredClone(saved);
  const areaOf = ({ sheet, address }: SavedArea): CellArea[] => {
    const sheetId = model.sheetIdOf(sheet);
    const block = blockAt(address);
    return sheetId !== undefined && block ? [{ sheetId, ...block }] : [];
  };
  for (const table of model.tables) model.grid.eraseTable(table.id, table.area.sheetId);
  model.tables = tables.flatMap(({ at, ...table }) => areaOf(at).map((area) => ({ ...table, area })));
  model.names = names.flatMap(({ sheet, ...name }) => {
    const sheetId = sheet === null ? null : model.sheetIdOf(sheet);
    return sheetId === undefined ? [] : [{ ...name, sheetId }];
  });
  model.validationNotes = validationNotes.flatMap(({ at, ...notes }) => areaOf(at).map((area) => ({ ...notes, area })));
  replace(model.settings, Object.entries(rest.settings));
  replace(
    model.xmlParts,
    rest.xmlParts.map((part) => [part.id, part]),
  );
  model.protectedSheets.clear();
  for (const sheet of rest.protectedSheets) {
    const sheetId = model.sheetIdOf(sheet);
    if (sheetId !== undefined) model.protectedSheets.add(sheetId);
  }
  model.properties = { ...rest.properties };
  model.calculationMode = rest.calculationMode;
  model.tellNames();
  for (const table of model.tables) {
    model.grid.drawTable(drawingOf(table));
    if (isFiltered(table)) applyFilters(model, table);
  }
  return { ...rest.documentSettings };
}

function replace<K, V>(map: Map<K, V>, entries: Iterable<readonly [K, V]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
