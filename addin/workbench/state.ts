import type { WorkbookSnapshot } from "../host/persistence.js";
import { unpacked, type CellTexts } from "./packedCells.js";
import type { GridSnapshot } from "./univerSession.js";

/** One workbook as this browser keeps it. */
export interface SavedWorkbook {
  /** 2 where `cells` has the cells, which the grid's snapshot then lacks. */
  readonly version: 1 | 2;
  readonly name: string;
  readonly grid: GridSnapshot;
  readonly cells?: CellTexts;
  readonly host: WorkbookSnapshot;
  /** The sheet people looked at last, by its id. */
  readonly activeSheetId?: string;
  /** What is to be said when it is opened: what of a file was not kept. */
  readonly notice?: string;
}

/** A kept workbook in the list of them. */
export interface KeptWorkbook {
  readonly id: string;
  readonly name: string;
  /** A moment in UTC, "2026-11-22T09:30:00.000Z". */
  readonly savedAt: string;
}

const DATABASE = "sevenfold-workbench";
/** Version 2 came with the list, so that showing it does not load every workbook. */
const DATABASE_VERSION = 2;
const WORKBOOKS = "workbooks";
const LIST = "list";

/** The workbook kept under `id`, with its cells, or null. Throws when it was saved by a version this one does not know. */
export async function loadWorkbook(id: string): Promise<SavedWorkbook | null> {
  const saved = await keptUnder(id);
  if (!saved?.cells) return saved;
  const { cells, grid, ...rest } = saved;
  return { ...rest, version: 1, grid: await unpacked({ grid, cells }) };
}

async function keptUnder(id: string): Promise<SavedWorkbook | null> {
  const saved = (await inStores("readonly", [WORKBOOKS], ([store]) => store?.get(id))) as SavedWorkbook | undefined;
  if (saved === undefined) return null;
  const version: number = saved.version;
  if (version > 2) throw new Error(`It was saved as version ${version}; this page knows versions 1 and 2.`);
  return saved;
}

/** Errors: an Error that says what to do where the browser has no room left. */
export async function saveWorkbook(id: string, workbook: SavedWorkbook): Promise<void> {
  const kept: KeptWorkbook = { id, name: workbook.name, savedAt: new Date().toISOString() };
  await inStores("readwrite", [WORKBOOKS, LIST], ([workbooks, list]) => {
    workbooks?.put(workbook, id);
    return list?.put(kept, id);
  });
}

export async function forgetWorkbook(id: string): Promise<void> {
  await inStores("readwrite", [WORKBOOKS, LIST], ([workbooks, list]) => {
    workbooks?.delete(id);
    return list?.delete(id);
  });
}

/** Gives a workbook that is not open another name. */
export async function renameWorkbook(id: string, name: string): Promise<void> {
  const saved = await keptUnder(id);
  if (saved) await saveWorkbook(id, { ...saved, name });
}

/** The kept workbooks, the one saved last first. */
export async function keptWorkbooks(): Promise<KeptWorkbook[]> {
  const list = (await inStores("readonly", [LIST], ([store]) => store?.getAll())) as KeptWorkbook[];
  return list.sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
}

async function inStores(
  mode: IDBTransactionMode,
  names: string[],
  work: (stores: readonly IDBObjectStore[]) => IDBRequest | undefined,
): Promise<unknown> {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode);
      const request = work(names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(inPlainWords(transaction.error));
    });
  } finally {
    database.close();
  }
}

function inPlainWords(error: DOMException | null): Error {
  if (error?.name !== "QuotaExceededError") return error ?? new Error("The browser did not keep the workbook.");
  return new Error(
    "this browser has no room left for it. Save it as a file (Ctrl+S), or delete workbooks that you do not need under Workbooks.",
  );
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, DATABASE_VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) request.result.createObjectStore(WORKBOOKS);
      if (oldVersion < 2) request.result.createObjectStore(LIST);
      if (oldVersion === 1 && request.transaction) listOlderOnes(request.transaction);
    };
    request.onsuccess = () => {
      // A newer page in another window may want to change the database; it waits for this one to let go.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () =>
      reject(
        request.error?.name === "VersionError"
          ? new Error("it is kept by a newer version of this page. Reload the page.")
          : (request.error ?? new Error("The browser's database does not open.")),
      );
    request.onblocked = () =>
      reject(new Error("another window has an older version of this page open. Close it, then reload this one."));
  });
}

/** Workbooks kept before there was a list. */
function listOlderOnes(transaction: IDBTransaction): void {
  const list = transaction.objectStore(LIST);
  const reading = transaction.objectStore(WORKBOOKS).openCursor();
  reading.onsuccess = () => {
    const cursor = reading.result;
    if (!cursor) return;
    const { name = "Workbook" } = cursor.value as Partial<SavedWorkbook>;
    const kept: KeptWorkbook = { id: String(cursor.key), name, savedAt: new Date(0).toISOString() };
    list.put(kept, kept.id);
    cursor.continue();
  };
}

/** How the saving goes: all kept, something waiting, or why it failed. */
export type SavingState = { readonly kind: "saved" | "waiting" } | { readonly kind: "failed"; readonly reason: string };

const QUIET_MS = 800;

/** Saves a while after the last change, never two at once. */
export class Saver {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    readonly save: () => Promise<void>,
    readonly tell: (state: SavingState) => void,
  ) {}

  /** Something may have changed. */
  changed(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), QUIET_MS);
  }

  /** Saves what waits, at once; resolves when it is kept, or has failed and been told. */
  now(): Promise<void> {
    if (this.#timer === undefined) return this.#running;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running.then(async () => {
      try {
        await this.save();
        if (this.#timer === undefined) this.tell({ kind: "saved" });
      } catch (error) {
        this.tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
      }
    });
    return this.#running;
  }

  /** Saves nothing more; resolves when nothing is under way. */
  stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#running;
  }
}
