import { isBlank, shown } from "../shared/cell.js";
import { type CheckedFile } from "./fileSafety.js";
import {
  fieldsMeantBy,
  type HeadingMap,
  headingKey,
  type HeadingOverrides,
  mapHeadings,
  refuseUnmatched,
} from "./headings.js";
import { type Notice, type SkippedRows, UnreadableFile } from "./import.js";
import { type FileRow, type FileSheet, sheetsOf } from "./registerRows.js";

/** How far down the headings are looked for. */
const HEADINGS_WITHIN = 25;

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
    const rows = candidate.rows[Symbol.asyncIterator]();
    const top: FileRow[] = [];
    while (top.length < HEADINGS_WITHIN) {
      const row = await rows.next();
      if (row.done) break;
      top.push(row.value);
    }
    const found = headingsIn(top, map);
    if (found) return opened(file, candidate, found, top, everyRow(top.slice(found.at + 1), rows), map);
    nearestMiss = top.map(textOf).find((cells) => cells.filter((text) => text !== "").length > 1) ?? nearestMiss;
  }
  throw new UnreadableFile(
    "NO_HEADINGS",
    `No row within the first ${HEADINGS_WITHIN} has headings of a contracts register. ` +
      (nearestMiss.length > 0 ? `Found: ${nearestMiss.filter(Boolean).slice(0, 8).join(", ").slice(0, 300)}. ` : "") +
      'At least "Contract reference" and "Title" are needed; use --map to say which column is which.',
  );
}

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

const textOf = ({ cells }: FileRow): string[] => cells.map((cell) => shown(cell).replace(/\s+/g, " "));

interface FoundHeadings {
  /** Position among the top rows of the lower heading row. */
  readonly at: number;
  readonly texts: readonly string[];
}

function headingsIn(top: readonly FileRow[], map: HeadingOverrides): FoundHeadings | null {
  let best: { readonly score: number; readonly found: FoundHeadings } | null = null;
  const consider = (at: number, texts: readonly string[], penalty: number) => {
    const fields = new Set(mapHeadings(texts, map).columns.map(({ field }) => field));
    if (fields.size < 2 || !(fields.has("reference") || fields.has("title"))) return;
    const score = fieldsMeantBy(texts, map) - penalty;
    if (best === null || score > best.score) best = { score, found: { at, texts } };
  };
  top.forEach((row, at) => {
    const lower = textOf(row);
    consider(at, lower, 0);
    const above = top[at - 1];
    if (!above) return;
    // Two rows are one heading only where that explains clearly more than one row does.
    const upper = textOf(above);
    consider(at, joined(upper, lower), 0.5);
    consider(at, joined(carriedRight(upper, lower.length), lower), 0.5);
  });
  return (best as { readonly found: FoundHeadings } | null)?.found ?? null;
}

const joined = (upper: readonly string[], lower: readonly string[]): string[] =>
  Array.from({ length: Math.max(upper.length, lower.length) }, (_, at) =>
    `${upper[at] ?? ""} ${lower[at] ?? ""}`.trim(),
  );

/** A group heading stands in the first of its columns: "Supplier" over "Name" and "Company number". */
function carriedRight(cells: readonly string[], length: number): string[] {
  let group = "";
  return Array.from({ length }, (_, at) => (group = cells[at] || group));
}

function opened(
  file: CheckedFile,
  sheet: FileSheet,
  found: FoundHeadings,
  top: readonly FileRow[],
  below: AsyncIterable<FileRow>,
  map: HeadingOverrides,
): OpenRegister {
  refuseUnmatched(map, found.texts);
  const headings = mapHeadings(found.texts, map);
  const headingRow = top[found.at]?.row ?? 1;
  const counts = { blankRows: 0, totalsRows: 0, repeatedHeadings: 0 };
  const repeats = new Set([found.texts.map(headingKey).join("|")]);
  const lower = top[found.at];
  if (lower) repeats.add(textOf(lower).map(headingKey).join("|"));

  async function* rows(): AsyncGenerator<FileRow> {
    for await (const row of below) {
      if (row.cells.every(isBlank)) counts.blankRows += 1;
      else if (isTotals(row)) counts.totalsRows += 1;
      else if (repeats.has(textOf(row).map(headingKey).join("|"))) counts.repeatedHeadings += 1;
      else yield row;
    }
  }
  return {
    sheet: sheet.name,
    headingRow,
    headings,
    rows: rows(),
    skipped: () => ({ ...counts }),
    notices: [...unreadSheets(file, sheet), ...mergedCells(sheet, headingRow)],
  };
}

async function* everyRow(first: readonly FileRow[], rest: AsyncIterator<FileRow>): AsyncGenerator<FileRow> {
  yield* first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** "Total", "Grand total:", "Sub-total 2026" and otherwise nothing but numbers. */
function isTotals({ cells }: FileRow): boolean {
  const filled = cells.filter((cell) => !isBlank(cell));
  const [first, ...others] = filled.map(shown);
  if (first === undefined || !/^(grand |sub[- ]?)?totals?\b/i.test(first)) return false;
  return others.length > 0 && others.every((text) => /^[-(]?[£\d][\d,.£ ()%-]*$/.test(text));
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
