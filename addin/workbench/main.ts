import type { FunctionDescription } from "../host/backend.js";
import { OfficeHost } from "../host/officeHost.js";
import { readManifest, type ControlAction, type Manifest } from "./manifest.js";
import { Pane } from "./pane.js";
import { showRibbon, showRibbonUpdate } from "./ribbon.js";
import { followShortcuts } from "./shortcuts.js";
import { claimWorkbook } from "./claim.js";
import { followDarkMode } from "./darkMode.js";
import { showDesk } from "./desk.js";
import { addressOfWorkbook, nameInAddress, workbookInAddress } from "./navigation.js";
import { part, showNotice } from "./page.js";
import { Saver, loadWorkbook, saveWorkbook, type SavedWorkbook } from "./state.js";
import { Regions } from "./regions.js";
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

await start();

async function start(): Promise<void> {
  const saving = part("saving");
  const reason = part("reason");
  const nameField = part("workbook-name", HTMLInputElement);
  const pane = new Pane(part("pane"), part("splitter"), part("toggle-pane", HTMLButtonElement));

  const isBareAddress = !workbookInAddress().isNamed;
  const { workbookId, saved, problem, notice } = await theWorkbook();
  nameField.value = saved?.name ?? "Workbook";
  const grid = new UniverGrid("grid", saved?.grid);
  followDarkMode(grid);
  const seen = saved?.activeSheetId;
  if (seen !== undefined && grid.sheets().some(({ id }) => id === seen)) grid.activateSheet(seen);
  const [manifest, functions] = await Promise.all([theManifest(), theFunctions()]);

  // A grid can be large, and most of the add-in's messages change nothing: then nothing is saved.
  let changedHere = false;
  let keptByHost = "";
  const saver = new Saver(
    async () => {
      const owned = host.snapshot();
      if (!changedHere && JSON.stringify(owned) === keptByHost) return;
      try {
        const packed = await grid.packedSnapshot();
        // What the host owns is of the same moment.
        const ownedNow = host.snapshot();
        changedHere = false;
        await saveWorkbook(workbookId, {
          ...{ version: 2, name: nameField.value, ...packed },
          host: ownedNow,
          activeSheetId: grid.activeSheet(),
        });
        keptByHost = JSON.stringify(ownedNow);
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
    locale: "en-GB",
    workbookName: nameField.value,
    onVisibility: (visible) => (visible ? pane.show() : pane.hide()),
    onRibbon: (update) => showRibbonUpdate(part("ribbon"), update),
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
  const namespace = manifest.namespace ?? FALLBACK_NAMESPACE;
  const isBlank = saved === null && problem === undefined;
  showDesk({ workbookId, name: () => nameField.value, grid, host, saver, namespace }, isBlank && isBareAddress);
  for (const line of [saved?.notice, notice]) if (line !== undefined) showNotice(line);
  if (functions.length > 0) host.registerFunctions(functions, namespace);
  else
    reason.textContent =
      "The add-in's functions could not be loaded, so cells cannot call them. Reload the page to try again.";
  window.workbench = { grid, host };
  void followShortcuts(host, part("pane"));
  new Regions(grid, host.ready);
  await explainTrust(host);
  host.open();
}

interface TheWorkbook {
  readonly workbookId: string;
  readonly saved: SavedWorkbook | null;
  /** Why nothing is kept of what is done here. */
  readonly problem?: string;
  readonly notice?: string;
}

/** The workbook that the address names; where another window works on it, a warning, or a new one for a bare address. */
async function theWorkbook(): Promise<TheWorkbook> {
  const { id, isNamed } = workbookInAddress();
  const isOurs = await claimWorkbook(id);
  if (!isOurs && !isNamed) {
    const workbookId = crypto.randomUUID();
    await claimWorkbook(workbookId);
    nameInAddress(workbookId);
    return {
      workbookId,
      saved: null,
      notice: "Another window has your first workbook open, so this window starts one of its own.",
    };
  }
  try {
    const saved = await loadWorkbook(id);
    if (isOurs) return { workbookId: id, saved };
    const problem = "it is open in another window, and two windows would write over each other.";
    showNotice(`“${saved?.name ?? "This workbook"}” is open in another window. What you change here is not kept.`, [
      { label: "Work on a copy", press: () => void workOnCopy(saved) },
      { label: "Try again", press: () => window.location.reload() },
    ]);
    return { workbookId: id, saved, problem };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const problem = `the workbook kept here does not open. ${why} Choose "Workbooks" to start another.`;
    return { workbookId: id, saved: null, problem };
  }
}

async function workOnCopy(saved: SavedWorkbook | null): Promise<void> {
  const copyId = crypto.randomUUID();
  if (saved) await saveWorkbook(copyId, { ...saved, name: `${saved.name} (copy)` });
  window.location.assign(addressOfWorkbook(copyId));
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
