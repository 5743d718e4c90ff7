import { blockAt, formulaWithSheetRenamed, splitReference } from "../addresses.js";
import type { CellArea, GridBackend } from "../backend.js";
import { EventRegistry } from "./events.js";
import type { TableState } from "./tableState.js";
import { bodyOf } from "./tableState.js";

/** A defined name. `sheetId` is null for a name of the workbook. */
export interface NameState {
  name: string;
  formula: string;
  comment: string;
  visible: boolean;
  readonly sheetId: string | null;
}

export interface XmlPartState {
  readonly id: string;
  xml: string;
  namespace: string;
}

/** What Excel keeps beside a drop-down list: its message boxes and whether blanks pass. */
export interface ValidationNotes {
  area: CellArea;
  ignoreBlanks: boolean;
  errorAlert: object | null;
  prompt: object | null;
}

export type CalculationMode = "Automatic" | "AutomaticExceptTables" | "Manual";

/** What the host owns of a workbook. Sheets, cells and their look belong to the grid. */
export class WorkbookModel {
  tables: TableState[] = [];
  names: NameState[] = [];
  validationNotes: ValidationNotes[] = [];
  readonly settings = new Map<string, unknown>();
  readonly xmlParts = new Map<string, XmlPartState>();
  readonly protectedSheets = new Set<string>();
  properties: Record<string, string> = {};
  calculationMode: CalculationMode = "Automatic";
  readonly events = new EventRegistry();
  /** Above zero while the host puts something right behind the scenes, which is no event for the add-in. */
  #corrections = 0;
  #sheetNames: ReadonlyMap<string, string> = new Map();
  #toldNames = "[]";

  constructor(
    readonly grid: GridBackend,
    readonly locale = "en-GB",
    readonly workbookName = "Workbook.xlsx",
  ) {
    this.followSheetNames();
  }

  /**
   * Puts sheets' new names into the defined names' formulas, and #REF! for sheets that are gone. The host
   * looks before each batch and at each event.
   */
  followSheetNames(): void {
    const names = new Map(this.grid.sheets().map((sheet) => [sheet.id, sheet.name]));
    for (const [sheetId, oldName] of this.#sheetNames) {
      const newName = names.get(sheetId) ?? null;
      if (newName === oldName) continue;
      for (const name of this.names) name.formula = formulaWithSheetRenamed(name.formula, oldName, newName);
    }
    this.#sheetNames = names;
  }

  /** Tells the grid the names that its formulas may use, when they have changed. */
  tellNames(): void {
    const names = this.names.map(({ name, formula, sheetId }) => ({ name, formula, sheetId }));
    const told = JSON.stringify(names);
    if (told === this.#toldNames) return;
    this.#toldNames = told;
    this.grid.setNames(names);
  }

  get isCorrecting(): boolean {
    return this.#corrections > 0;
  }

  /** Changes the grid without the add-in being told of it. */
  correct(work: () => void): void {
    this.#corrections += 1;
    try {
      work();
    } finally {
      this.#corrections -= 1;
    }
  }

  /** The sheet's name; undefined once it is deleted. */
  sheetName(sheetId: string): string | undefined {
    return this.grid.sheets().find((sheet) => sheet.id === sheetId)?.name;
  }

  sheetIdOf(name: string): string | undefined {
    return this.grid.sheets().find((sheet) => sheet.name.toLowerCase() === name.toLowerCase())?.id;
  }

  /**
   * The cells that a reference means: "Sheet1!A1:B2", "B:B", a name ("Year") or a table's body ("Contracts"). References
   * without a sheet belong to `sheetId`. Null when there is no such thing.
   */
  areaAt(reference: string, sheetId: string, namesFollowed = 0): CellArea | null {
    const { sheetName, rest } = splitReference(reference);
    const ownSheetId = sheetName === null ? sheetId : this.sheetIdOf(sheetName);
    if (ownSheetId === undefined) return null;
    const block = blockAt(rest);
    if (block) return { sheetId: ownSheetId, ...block };
    const name = this.nameCalled(rest, ownSheetId) ?? this.nameCalled(rest, null);
    // Names may mean names; a circle of them means nothing.
    if (name) return namesFollowed < 10 ? this.areaAt(name.formula, ownSheetId, namesFollowed + 1) : null;
    const table = this.tables.find((one) => one.name.toLowerCase() === rest.toLowerCase());
    return table ? bodyOf(table) : null;
  }

  nameCalled(name: string, sheetId: string | null): NameState | undefined {
    return this.names.find((one) => one.sheetId === sheetId && one.name.toLowerCase() === name.toLowerCase());
  }
}
