import { UniverSheetsCorePreset } from "@univerjs/preset-sheets-core";
import coreWords from "@univerjs/preset-sheets-core/locales/en-US";
import "@univerjs/preset-sheets-core/lib/index.css";
import { UniverSheetsTablePlugin, UniverSheetsTableUIPlugin } from "@univerjs/preset-sheets-table";
import tableWords from "@univerjs/preset-sheets-table/locales/en-US";
import "@univerjs/preset-sheets-table/lib/index.css";
import {
  createUniver,
  ICommandService,
  IContextService,
  IResourceManagerService,
  IUndoRedoService,
  IUniverInstanceService,
  LocaleType,
  LocalUndoRedoService,
  mergeLocales,
  type FUniver,
  type ICellData,
  type IdentifierDecorator,
  type IUndoRedoItem,
  type IWorkbookData,
  type Univer,
  type Workbook,
  type Worksheet,
} from "@univerjs/presets";
import { UniverSheetsDataValidationPreset } from "@univerjs/presets/preset-sheets-data-validation";
import validationWords from "@univerjs/presets/preset-sheets-data-validation/locales/en-US";
import "@univerjs/presets/lib/styles/preset-sheets-data-validation.css";
import { UniverSheetsSortPreset } from "@univerjs/presets/preset-sheets-sort";
import sortWords from "@univerjs/presets/preset-sheets-sort/locales/en-US";
import "@univerjs/presets/lib/styles/preset-sheets-sort.css";
import type { CellArea, CellValue } from "../host/backend.js";
import { CalculationInTurn } from "./calculationInTurn.js";
import { inkTheme, tableThemes } from "./theme.js";

/** The saved form of the grid's workbook: sheets, cells, styles, drawn tables and drop-down lists. */
export type GridSnapshot = IWorkbookData;

/** Cells by row and column; a cell's keys that are absent stay as they are, and null empties it. */
export type CellMatrix = Record<number, Record<number, ICellData | null>>;

/** Entries as they were handed over to be written; null leaves a cell alone. */
export interface Entries {
  readonly area: CellArea;
  readonly rows: readonly (readonly (CellValue | null)[])[];
}

const FIRST_SHEET = { id: "sheet-1", name: "Sheet1", rowCount: 1000, columnCount: 30 };

/** What undoing keeps of larger writes would take more memory than a page should. */
const UNDOABLE_CELLS = 200_000;

/** Writing more cells at once would be felt. */
const CELLS_POSTPONED = 10_000;

export const TAKE_BACK = "sevenfold.mutation.take-back";
export const ENTER_AGAIN = "sevenfold.mutation.enter-again";

/** For `TAKE_BACK`: what was entered, and the cells that were there before; for `ENTER_AGAIN` the first alone. */
export interface Entered {
  readonly subUnitId: string;
  readonly entries: readonly Entries[];
  readonly held?: CellMatrix;
}

/** One Univer workbook on the page, and the few ways into it that the parts of UniverGrid share. */
export class UniverSession {
  readonly api: FUniver;
  readonly #univer: Univer;
  readonly #unitId: string;
  /** Univer's model of the workbook; its cells lack what is postponed. */
  readonly workbook: Workbook;
  #writing = 0;
  #silent = 0;
  readonly #postponed = new Map<string, { readonly cells: CellMatrix; readonly entries: Entries[] }>();
  #postponedCells = 0;

  /** Draws into the element with this id; starts blank, or with what `snapshot` holds. */
  constructor(containerId: string, snapshot?: GridSnapshot) {
    const words = mergeLocales(coreWords, tableWords, validationWords, sortWords);
    const { univer, univerAPI } = createUniver({
      locale: LocaleType.EN_US,
      locales: { [LocaleType.EN_US]: words },
      theme: inkTheme,
      override: [
        [
          IUndoRedoService,
          {
            useFactory: (...services: ConstructorParameters<typeof LocalUndoRedoService>) =>
              new WatchedUndoService(this, ...services),
            deps: [IUniverInstanceService, ICommandService, IContextService],
          },
        ],
      ],
      presets: [
        UniverSheetsCorePreset({ container: containerId, ribbonType: "simple" }),
        UniverSheetsDataValidationPreset({ showEditOnDropdown: false }),
        UniverSheetsSortPreset(),
        // The host owns tables and their names, so Univer's own handle for renaming and resizing them stays away.
        {
          plugins: [
            [UniverSheetsTablePlugin, { userThemes: Object.values(tableThemes) }],
            [UniverSheetsTableUIPlugin, { hideAnchor: true }],
          ],
        },
      ],
    });
    this.#univer = univer;
    CalculationInTurn.takeOver(univer.__getInjector());
    this.api = univerAPI;
    const blank = {
      id: "workbook",
      name: "Workbook",
      sheetOrder: [FIRST_SHEET.id],
      sheets: { [FIRST_SHEET.id]: FIRST_SHEET },
    };
    const workbook = univerAPI.createWorkbook(snapshot ?? blank);
    this.#unitId = workbook.getId();
    this.workbook = workbook.getWorkbook();
  }

  get unitId(): string {
    return this.#unitId;
  }

  get facade() {
    this.flush();
    const workbook = this.api.getWorkbook(this.#unitId);
    if (!workbook) throw new Error("The workbook is closed.");
    return workbook;
  }

  /** Throws when there is no such sheet. */
  worksheet(sheetId: string): Worksheet {
    this.flush();
    return this.worksheetBeforeFlush(sheetId);
  }

  /** The sheet without what is postponed. */
  worksheetBeforeFlush(sheetId: string): Worksheet {
    const sheet = this.workbook.getSheetBySheetId(sheetId);
    if (!sheet) throw new Error(`There is no sheet with the id ${sheetId}.`);
    return sheet;
  }

  /** One of Univer's services. */
  get<T>(service: IdentifierDecorator<T> | (abstract new (...args: never[]) => T)): T {
    this.flush();
    return this.#univer.__getInjector().get(service as IdentifierDecorator<T>);
  }

  /** Runs a Univer command or mutation on this workbook, at once. */
  run(commandId: string, parameters: object): void {
    const commands = this.get(ICommandService);
    commands.syncExecuteCommand(commandId, { unitId: this.#unitId, ...parameters });
  }

  /**
   * Starts a command whose handler Univer declares as asynchronous. Those used here do all their work before they first
   * wait, so it is done when this returns; only the news of it comes later, marked with `byHost`.
   */
  start(commandId: string, parameters: object): void {
    void this.get(ICommandService).executeCommand(commandId, { unitId: this.#unitId, ...parameters, byHost: true });
  }

  /**
   * Keeps a large write of values until something else is asked of the workbook, at the latest until the next breath: every
   * write has a price of its own, and Office.js sends one range in hundreds of pieces.
   */
  postpone(entries: Entries, value: CellMatrix): void {
    if (this.#postponed.size === 0) queueMicrotask(() => this.flush());
    const { sheetId, rowCount, columnCount } = entries.area;
    const sheet = this.#postponed.get(sheetId) ?? { cells: {}, entries: [] };
    this.#postponed.set(sheetId, sheet);
    sheet.entries.push(entries);
    for (const [row, cells] of Object.entries(value)) {
      const known = sheet.cells[Number(row)];
      sheet.cells[Number(row)] = known ? Object.assign(known, cells) : cells;
    }
    this.#postponedCells += rowCount * columnCount;
    if (this.#postponedCells > CELLS_POSTPONED) this.flush();
  }

  /** Writes what is postponed. */
  flush(): void {
    if (this.#postponed.size === 0) return;
    const writes = [...this.#postponed];
    this.#postponed.clear();
    this.#postponedCells = 0;
    this.write(() => {
      for (const [sheetId, { cells, entries }] of writes) this.#writeEntries(sheetId, cells, entries);
    });
  }

  /** Undo keeps the entries, which take a tenth of what the cells made of them do. */
  #writeEntries(sheetId: string, value: CellMatrix, entries: readonly Entries[]): void {
    const held: CellMatrix = {};
    const sheet = this.worksheetBeforeFlush(sheetId);
    for (const [row, cells] of Object.entries(value)) {
      for (const column of Object.keys(cells)) {
        const cell = sheet.getCellRaw(Number(row), Number(column));
        if (cell) (held[Number(row)] ??= {})[Number(column)] = { ...cell };
      }
    }
    this.run("sheet.mutation.set-range-values", { subUnitId: sheetId, cellValue: value });
    const entered: Entered = { subUnitId: sheetId, entries, held };
    this.get(IUndoRedoService).pushUndoRedo({
      unitID: this.#unitId,
      undoMutations: [{ id: TAKE_BACK, params: entered }],
      redoMutations: [{ id: ENTER_AGAIN, params: { subUnitId: sheetId, entries } }],
    });
  }

  /**
   * Writes many cells at once, past Univer's own command, which takes ten times as long because of its undoing. Undoing
   * this empties the cells and puts back what they held; beyond `UNDOABLE_CELLS` it cannot be undone.
   */
  writeMany(sheetId: string, value: CellMatrix): void {
    const unitId = this.#unitId;
    const undo = this.get(IUndoRedoService);
    const place = { unitId, subUnitId: sheetId };
    const before = this.#before(sheetId, value);
    this.run("sheet.mutation.set-range-values", { subUnitId: sheetId, cellValue: value });
    if (before === null) {
      this.onForgotten();
      return;
    }
    const mutation = (cellValue: object) => ({
      id: "sheet.mutation.set-range-values",
      params: { ...place, cellValue },
    });
    undo.pushUndoRedo({
      unitID: unitId,
      undoMutations: [mutation(before.emptied), mutation(before.held)],
      redoMutations: [mutation(value)],
    });
  }

  /** What these cells hold now, to put back; null when they are too many. */
  #before(sheetId: string, value: CellMatrix): { emptied: object; held: object } | null {
    const emptied: Record<number, Record<number, null>> = {};
    const held: CellMatrix = {};
    const sheet = this.worksheetBeforeFlush(sheetId);
    let count = 0;
    for (const [row, cells] of Object.entries(value)) {
      const blank: Record<number, null> = (emptied[Number(row)] = {});
      for (const column of Object.keys(cells)) {
        count += 1;
        blank[Number(column)] = null;
        const cell = sheet.getCellRaw(Number(row), Number(column));
        if (cell) (held[Number(row)] ??= {})[Number(column)] = { ...cell };
      }
      if (count > UNDOABLE_CELLS) return null;
    }
    return { emptied, held };
  }

  /** Hears of every step that undo could take back, and says whether it becomes a step of its own. */
  onUndoable: (item: IUndoRedoItem, push: (item: IUndoRedoItem) => void) => void = (item, push) => push(item);

  /** Called when something was written that cannot be undone. */
  onForgotten: () => void = () => undefined;

  /** True while the host writes, so that its changes are not taken for a person's. */
  get isWriting(): boolean {
    return this.#writing > 0;
  }
  write<T>(work: () => T): T {
    this.#writing += 1;
    try {
      return work();
    } finally {
      this.#writing -= 1;
    }
  }

  /** True while something is put right that nobody should hear of. */
  get isSilent(): boolean {
    return this.#silent > 0;
  }

  /** Some of Univer's commands know only the active sheet: makes it so for a moment. */
  withActiveSheet(sheetId: string, work: () => void): void {
    const active = this.workbook.getActiveSheet().getSheetId();
    const activate = (subUnitId: string) => this.run("sheet.operation.set-worksheet-active", { subUnitId });
    this.#silent += 1;
    try {
      if (active !== sheetId) activate(sheetId);
      work();
    } finally {
      if (active !== this.workbook.getActiveSheet().getSheetId()) activate(active);
      this.#silent -= 1;
    }
  }

  /** What the grid holds now, not a copy of it: whoever keeps it for longer than this moment copies it. */
  snapshot(): GridSnapshot {
    this.flush();
    const { workbook } = this;
    const resources = this.get(IResourceManagerService).getResources(this.#unitId, workbook.type);
    return { ...workbook.getSnapshot(), resources };
  }
}

/** Univer's own list of steps, with somebody who hears of each before it is put there. */
class WatchedUndoService extends LocalUndoRedoService {
  constructor(
    readonly session: Pick<UniverSession, "onUndoable">,
    ...services: ConstructorParameters<typeof LocalUndoRedoService>
  ) {
    super(...services);
  }
  override pushUndoRedo(item: IUndoRedoItem): void {
    this.session.onUndoable(item, (one) => super.pushUndoRedo(one));
  }
}
