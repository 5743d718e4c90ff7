import type { FunctionDescription } from "../host/backend.js";
import { OfficeHost } from "../host/officeHost.js";
import { framePipe } from "../host/transport.js";
import { afterCalculation } from "./calculation.js";
import { readManifest, type ControlAction, type Manifest } from "./manifest.js";
import { Pane } from "./pane.js";
import { showRibbon } from "./ribbon.js";
import { Saver, forgetWorkbook, loadWorkbook, saveWorkbook, type SavedWorkbook } from "./state.js";
import { showReason, showSaving } from "./statusLine.js";
import { UniverGrid } from "./univerGrid.js";

declare global {
  interface Window {
    /** The grid and the host of this page, for tests. */
    workbench?: { readonly grid: UniverGrid; readonly host: OfficeHost };
  }
}

const MANIFEST = "/manifest.xml";
const FUNCTIONS = "/addin/functions/functions.json";
const FALLBACK: Manifest = { taskpane: null, namespace: null, groups: [] };
const FALLBACK_TASKPANE = "/addin/taskpane/taskpane.html";
const FALLBACK_NAMESPACE = "SEVENFOLD";

/** Each `?workbook=` is a workbook of its own. */
const workbookId = new URLSearchParams(window.location.search).get("workbook") ?? "workbook";

await start();

async function start(): Promise<void> {
  const saving = part("saving");
  const reason = part("reason");
  const nameField = part("workbook-name", HTMLInputElement);
  const pane = new Pane(part("pane"), part("splitter"), part("toggle-pane", HTMLButtonElement));

  const { saved, problem } = await savedWorkbook();
  nameField.value = saved?.name ?? "Workbook";
  const grid = new UniverGrid("grid", saved?.grid);
  const [manifest, functions] = await Promise.all([theManifest(), theFunctions()]);

  // A grid can be large, and most of the add-in's messages change nothing: then nothing is saved.
  let changedHere = false;
  let keptByHost = "";
  const saver = new Saver(
    async () => {
      const owned = host.snapshot();
      if (!changedHere && JSON.stringify(owned) === keptByHost) return;
      changedHere = false;
      try {
        await saveWorkbook(workbookId, { version: 1, name: nameField.value, grid: grid.snapshot(), host: owned });
        keptByHost = JSON.stringify(owned);
      } catch (error) {
        changedHere = true;
        throw error;
      }
    },
    (state) => showSaving(saving, state),
  );
  const changed = () => {
    changedHere = true;
    showSaving(saving, { kind: "waiting" });
    saver.changed();
  };
  const host = new OfficeHost({
    grid,
    url: manifest.taskpane ?? FALLBACK_TASKPANE,
    iframe: part("addin", HTMLIFrameElement),
    // Opening the add-in puts a new frame in the place of the old one.
    pipe: afterCalculation(
      framePipe(() => part("addin", HTMLIFrameElement), window.location.origin),
      grid.calculation,
    ),
    locale: "en-GB",
    workbookName: nameField.value,
    onVisibility: (visible) => (visible ? pane.show() : pane.hide()),
    onNotify: (data) => leavePane(data, grid),
    // Names, settings and XML parts change without the grid's knowing.
    log: (direction) => {
      if (direction === "received") saver.changed();
    },
  });
  if (saved) host.restore(saved.host);

  if (problem === undefined) {
    showSaving(saving, { kind: "saved" });
    keptByHost = JSON.stringify(host.snapshot());
    grid.onAnyChange(changed);
    nameField.addEventListener("change", changed);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void saver.now();
    });
  } else {
    // What cannot be read is not written over either.
    await saver.stop();
    showSaving(saving, { kind: "failed", reason: problem });
  }
  let selected = grid.selection();
  grid.on((event) => {
    if (event.type === "selection") selected = event.area;
    if (event.type === "selection" || event.type === "calculated") showReason(reason, grid, selected);
  });
  showRibbon(part("ribbon"), manifest.groups, (action) => press(action, host, pane, reason));
  askBeforeNew(saver);
  if (functions.length > 0) host.registerFunctions(functions, manifest.namespace ?? FALLBACK_NAMESPACE);
  else
    reason.textContent =
      "The add-in's functions could not be loaded, so cells cannot call them. Reload the page to try again.";
  window.workbench = { grid, host };
  await explainTrust(host);
  host.open();
}

async function savedWorkbook(): Promise<{ saved: SavedWorkbook | null; problem?: string }> {
  try {
    return { saved: await loadWorkbook(workbookId) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      saved: null,
      problem: `the workbook kept here does not open. ${why} Press "New workbook" to start afresh.`,
    };
  }
}

async function theManifest(): Promise<Manifest> {
  const response = await fetch(MANIFEST).catch(() => null);
  return response?.ok ? readManifest(await response.text()) : FALLBACK;
}

async function theFunctions(): Promise<readonly FunctionDescription[]> {
  const response = await fetch(FUNCTIONS).catch(() => null);
  if (!response?.ok) return [];
  return ((await response.json()) as { functions: FunctionDescription[] }).functions;
}

async function press(action: ControlAction, host: OfficeHost, pane: Pane, reason: HTMLElement): Promise<void> {
  if (action.kind === "pane") {
    pane.show();
    return;
  }
  await host.command(action.name).catch((error: unknown) => {
    reason.textContent = error instanceof Error ? error.message : String(error);
  });
}

/** Tab, Shift+Tab, Escape and F2 lead out of the pane; Office.js keeps them from the browser and says so here. */
function leavePane(data: unknown, grid: UniverGrid): void {
  const code: unknown = Array.isArray(data) ? data[1] : data;
  if (code === 13 || code === 14 || code === 15 || code === 16) grid.focus();
}

/** Office.js asks its trust question once per browser; the line above the pane says why, until the add-in is there. */
async function explainTrust(host: OfficeHost): Promise<void> {
  const { protocol, hostname } = window.location;
  if (protocol !== "http:" || localStorage.getItem(`OfficeJSTrustKeyV2_http_${hostname}`) !== null) return;
  const line = part("trust");
  part("trust-host").textContent = hostname;
  line.hidden = false;
  void host.ready.then(() => {
    line.hidden = true;
  });
  // The question stops the page, so the line must be on the screen before the add-in loads.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

function askBeforeNew(saver: Saver): void {
  const dialog = part("new-workbook-dialog", HTMLDialogElement);
  part("new-workbook").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "new") return;
    void saver
      .stop()
      .then(() => forgetWorkbook(workbookId))
      .then(() => window.location.reload());
  });
}

function part<T extends HTMLElement = HTMLElement>(id: string, type?: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!found || (type && !(found instanceof type))) throw new Error(`The page has no part "${id}".`);
  return found as T;
}
