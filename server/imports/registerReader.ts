import { type CheckedFile } from "./fileSafety.js";
import { type HeadingMap, type HeadingOverrides, refuseUnmatched, registerHeadings } from "./headings.js";
import { type Notice, type RegisterField, type SkippedRows, UnreadableFile } from "./import.js";
import { type FileRow, type FileSheet, sheetsOf } from "./registerRows.js";
import { HEADINGS_WITHIN, openTable } from "./tableReader.js";

/** A register opened at its headings. */
export interface OpenRegister {
  readonly sheet: string | null;
  /** Row of the headings; the lower one where they take two. */
  readonly headingRow: number;
  readonly headings: HeadingMap;
  /** The rows below the headings, without blank rows, totals and repeated headings. Can be read once. */
  readonly rows: AsyncIterable<FileRow>;
  /** Counted while the rows are read. */
  readonly skipped: () => SkippedRows;
  readonly notices: readonly Notice[];
}

/**
 * Finds the sheet and the heading row of a register: the first visible sheet (or the one named) where some row means a
 * reference or a title and at least one more field. Title rows above the headings are passed over; headings over two
 * rows are read together.
 *
 * Errors: UnreadableFile if there is none, naming the headings that were found and those that are needed.
 */
export async function openRegister(
  file: CheckedFile,
  { sheet, map = {} }: { readonly sheet?: string; readonly map?: HeadingOverrides } = {},
): Promise<OpenRegister> {
  if (sheet !== undefined) refuseUnknownSheet(file, sheet);
  let nearestMiss: readonly string[] = [];
  for (const candidate of await sheetsOf(file)) {
    if (sheet === undefined ? candidate.hidden : candidate.name !== sheet) continue;
    const found = await openTable(candidate.rows, { vocabulary: registerHeadings, isTable: isRegister, map });
    if (found.table) {
      const { texts, ...table } = found.table;
      refuseUnmatched(map, texts);
      return {
        sheet: candidate.name,
        ...table,
        notices: [...unreadSheets(file, candidate), ...mergedCells(candidate, table.headingRow)],
      };
    }
    if (found.nearestMiss.length > 0) nearestMiss = found.nearestMiss;
  }
  throw new UnreadableFile(
    "NO_HEADINGS",
    `No row within the first ${HEADINGS_WITHIN} has headings of a contracts register. ` +
      (nearestMiss.length > 0 ? `Found: ${nearestMiss.filter(Boolean).slice(0, 8).join(", ").slice(0, 300)}. ` : "") +
      'At least "Contract reference" and "Title" are needed; use --map to say which column is which.',
  );
}

const isRegister = (fields: ReadonlySet<RegisterField>): boolean =>
  fields.size >= 2 && (fields.has("reference") || fields.has("title"));

function refuseUnknownSheet(file: CheckedFile, sheet: string): void {
  const names = file.kind === "XLSX" ? file.sheets.map(({ name }) => name) : [];
  if (names.includes(sheet)) return;
  throw new UnreadableFile(
    "NO_SUCH_SHEET",
    names.length > 0
      ? `There is no sheet "${sheet}". The sheets are ${names.join(", ")}.`
      : "A CSV file has no sheets.",
  );
}

function unreadSheets(file: CheckedFile, read: FileSheet): Notice[] {
  const others = file.kind === "XLSX" ? file.sheets.filter(({ name, hidden }) => !hidden && name !== read.name) : [];
  if (others.length === 0) return [];
  const names = others.map(({ name }) => `"${name}"`).join(", ");
  const message = `Only the sheet "${read.name}" was read. Not read: ${names}. Import another one by naming it.`;
  return [{ code: "SHEETS_NOT_READ", column: null, message, count: others.length, firstRows: [], example: null }];
}

function mergedCells(sheet: FileSheet, headingRow: number): Notice[] {
  const rowsOf = (range: string) => (range.match(/\d+/g) ?? []).map(Number);
  const below = sheet.merged.filter((range) => rowsOf(range).some((row) => row > headingRow));
  if (below.length === 0) return [];
  return [
    {
      code: "MERGED_CELLS",
      column: null,
      message:
        "Cells are merged: only the first of each has the value, the others were read as blank. Unmerge and fill them.",
      count: below.length,
      firstRows: below.slice(0, 10).map((range) => rowsOf(range)[0] ?? 0),
      example: below[0] ?? null,
    },
  ];
}
