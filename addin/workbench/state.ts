import type { WorkbookSnapshot } from "../host/persistence.js";
import type { GridSnapshot } from "./univerSession.js";

/** One workbook as this browser keeps it. */
export interface SavedWorkbook {
  readonly version: 1;
  readonly name: string;
  readonly grid: GridSnapshot;
  readonly host: WorkbookSnapshot;
}

const DATABASE = "sevenfold-workbench";
const STORE = "workbooks";

/** The workbook kept under `id`, or null. Throws when it was saved by a version this one does not know. */
export async function loadWorkbook(id: string): Promise<SavedWorkbook | null> {
  const saved = (await inStore("readonly", (store) => store.get(id))) as SavedWorkbook | undefined;
  if (saved === undefined) return null;
  const version: number = saved.version;
  if (version !== 1) throw new Error(`It was saved as version ${version}; this page knows version 1.`);
  return saved;
}

export async function saveWorkbook(id: string, workbook: SavedWorkbook): Promise<void> {
  await inStore("readwrite", (store) => store.put(workbook, id));
}

export async function forgetWorkbook(id: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(id));
}

async function inStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("The browser did not keep the workbook."));
    });
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's database does not open."));
  });
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
