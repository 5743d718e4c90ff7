import type { OfficeHost } from "../host/officeHost.js";
import { saveWorkbook, type SavedWorkbook } from "./state.js";
import type { UniverGrid } from "./univerGrid.js";

/** Beyond this a file is not even looked into. */
const LARGEST_FILE = 60 * 1024 * 1024;

/**
 * Reads a file that a person chose and keeps it as a workbook of its own; gives its id.
 * Errors: an Error in words for that person, for anything that is no plain workbook.
 */
export async function keepFile(file: File): Promise<string> {
  if (file.size > LARGEST_FILE) {
    const size = Math.round(file.size / 1024 / 1024);
    throw new Error(
      `The file has ${size} MB; the workbench opens up to ${LARGEST_FILE / 1024 / 1024} MB. Copy the rows that you need into a new workbook and open that.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Reading and writing files is needed now and then, so it is loaded then.
  const { readWorkbook, workbookOf } = await import("./file/index.js");
  const { file: read, notKept } = await readWorkbook(bytes);
  return keep({
    version: 1,
    name: file.name.replace(/\.xls[xm]$/i, "") || "Workbook",
    ...workbookOf(read),
    ...(notKept === null ? {} : { notice: notKept }),
  });
}

/** Makes the sample workbook of the demonstration's data and keeps it; gives its id. Errors: an Error that says why not. */
export async function keepSample(): Promise<string> {
  const [{ sampleRows }, { sampleWorkbook }, { workbookOf }] = await Promise.all([
    import("./sample/sampleRows.js"),
    import("./sample/sampleWorkbook.js"),
    import("./file/index.js"),
  ]);
  const rows = await sampleRows();
  return keep({ version: 1, name: "Sample register and savings", ...workbookOf(sampleWorkbook(rows)) });
}

async function keep(workbook: SavedWorkbook): Promise<string> {
  const id = crypto.randomUUID();
  await saveWorkbook(id, workbook);
  return id;
}

/** The workbook as an .xlsx file. */
export async function fileOfWorkbook(grid: UniverGrid, host: OfficeHost, namespace: string): Promise<Blob> {
  await grid.calculation.done();
  const { fileOf, writeWorkbook } = await import("./file/index.js");
  const held = {
    grid: grid.snapshot(),
    host: host.snapshot(),
    activeSheetId: grid.activeSheet(),
    spillOf: grid.spillOf(),
  };
  return writeWorkbook(fileOf(held), [namespace]);
}

/** Hands a file over to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
