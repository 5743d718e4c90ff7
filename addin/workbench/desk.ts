import type { OfficeHost } from "../host/officeHost.js";
import { download, fileOfWorkbook, keepFile, keepSample } from "./files.js";
import { showKept } from "./keptList.js";
import { addressOfWorkbook } from "./navigation.js";
import { part, showNotice } from "./page.js";
import { forgetWorkbook, keptWorkbooks, renameWorkbook, type Saver } from "./state.js";
import type { UniverGrid } from "./univerGrid.js";

export interface Desk {
  readonly workbookId: string;
  readonly name: () => string;
  readonly grid: UniverGrid;
  readonly host: OfficeHost;
  readonly saver: Saver;
  /** The word before the dot in the add-in's cell functions. */
  readonly namespace: string;
}

/** The buttons and shortcuts for opening, saving and choosing workbooks, and the first screen. */
export function showDesk(desk: Desk, isFirstScreen: boolean): void {
  const dialog = part("workbooks-dialog", HTMLDialogElement);
  const chooser = part("file-chosen", HTMLInputElement);
  let isBusy = false;

  /** One at a time: makes or reads a workbook, then goes there; a problem is said at `place`. */
  const goTo = (place: HTMLElement, doing: string, make: () => Promise<string>) => {
    if (isBusy) return;
    isBusy = true;
    place.hidden = false;
    place.textContent = doing;
    make()
      .then(async (id) => {
        await desk.saver.now();
        window.location.assign(addressOfWorkbook(id));
      })
      .catch((error: unknown) => {
        place.textContent = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        isBusy = false;
      });
  };
  const problemPlace = () => {
    if (dialog.open) return part("workbooks-problem");
    if (!part("start").hidden) return part("start-problem");
    showNotice("");
    return part("notice-text");
  };
  const chooseFile = () => chooser.click();
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    // The same file may be chosen again after it was mended.
    chooser.value = "";
    if (file) goTo(problemPlace(), `Opening ${file.name}…`, () => keepFile(file));
  });
  const openSample = () => goTo(problemPlace(), "Making the sample workbook…", keepSample);
  const openNew = () => goTo(problemPlace(), "Starting a new workbook…", () => Promise.resolve(crypto.randomUUID()));
  const saveFile = () => void saveAsFile(desk);

  const listWorkbooks = async () => {
    part("workbooks-problem").hidden = true;
    await desk.saver.now();
    showKept(part("workbooks-list"), await keptWorkbooks(), {
      openId: desk.workbookId,
      rename: (id, name) => renameWorkbook(id, name).then(listWorkbooks),
      remove: (id) => forgetWorkbook(id).then(listWorkbooks),
    });
  };
  part("workbooks").addEventListener("click", () => {
    void listWorkbooks().catch((error: unknown) => {
      const place = part("workbooks-problem");
      place.hidden = false;
      place.textContent = error instanceof Error ? error.message : String(error);
    });
    dialog.showModal();
  });
  part("workbooks-close").addEventListener("click", () => dialog.close());
  part("workbooks-new").addEventListener("click", openNew);
  part("workbooks-sample").addEventListener("click", openSample);
  part("open-file").addEventListener("click", chooseFile);
  part("save-file").addEventListener("click", saveFile);

  const shortcut = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "s" && key !== "o") return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "s") saveFile();
    else chooseFile();
  };
  window.addEventListener("keydown", shortcut, true);
  // The pane is a page of its own, with keys of its own.
  const listenInPane = () =>
    part("addin", HTMLIFrameElement).contentWindow?.addEventListener("keydown", shortcut, true);
  void desk.host.ready.then(listenInPane);

  if (isFirstScreen) showFirstScreen(desk, { openSample, chooseFile });
}

async function saveAsFile(desk: Desk): Promise<void> {
  const name = `${desk.name().trim() || "Workbook"}.xlsx`;
  const button = part("save-file", HTMLButtonElement);
  if (button.disabled) return;
  button.disabled = true;
  try {
    download(await fileOfWorkbook(desk.grid, desk.host, desk.namespace), name);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    showNotice(`"${name}" could not be written: ${why} The workbook is as it was; try again.`);
  } finally {
    button.disabled = false;
  }
}

/** What this is, and three ways to begin; goes away with the first change to the sheet. */
function showFirstScreen(
  { grid }: Desk,
  acts: { readonly openSample: () => void; readonly chooseFile: () => void },
): void {
  const start = part("start");
  start.hidden = false;
  const hide = () => {
    start.hidden = true;
    stop();
  };
  const stop = grid.on((event) => {
    if (event.type === "changed") hide();
  });
  part("start-sample").addEventListener("click", acts.openSample);
  part("start-open").addEventListener("click", acts.chooseFile);
  part("start-empty").addEventListener("click", () => {
    hide();
    grid.focus();
  });
  start.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  void keptWorkbooks()
    .then((kept) => {
      part("start-kept").hidden = kept.length === 0;
      showKept(part("start-kept-list"), kept.slice(0, 5));
    })
    // The list is a convenience; opening and saving say what is wrong with the browser's storage.
    .catch(() => undefined);
}
