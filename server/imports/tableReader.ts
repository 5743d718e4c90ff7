import { isBlank, shown } from "../shared/cell.js";
import { type HeadingMap, headingKey, type HeadingOverrides, type HeadingVocabulary } from "./headings.js";
import { type SkippedRows } from "./import.js";
import { type FileRow } from "./registerRows.js";

/** How far down the headings are looked for. */
export const HEADINGS_WITHIN = 25;

/** How a table is recognised in a sheet. */
export interface TableReading<Field extends string> {
  readonly vocabulary: HeadingVocabulary<Field>;
  /** Whether a row whose cells mean these fields is a row of headings. */
  readonly isTable: (fields: ReadonlySet<Field>) => boolean;
  readonly map: HeadingOverrides<Field>;
}

/** A table opened at its headings. */
export interface OpenTable<Field extends string> {
  /** Row of the headings; the lower one where they take two. */
  readonly headingRow: number;
  readonly texts: readonly string[];
  readonly headings: HeadingMap<Field>;
  /** The rows below the headings, without blank rows, totals and repeated headings. Can be read once. */
  readonly rows: AsyncIterable<FileRow>;
  /** Counted while the rows are read. */
  readonly skipped: () => SkippedRows;
}

/**
 * Finds the headings of a table within the first rows of a sheet. Title rows above them are passed over; headings over
 * two rows are read together.
 *
 * Shape: the table, or the texts of the first row that looked most like headings where there is none (empty: no row did).
 */
export async function openTable<Field extends string>(
  source: AsyncIterable<FileRow>,
  reading: TableReading<Field>,
): Promise<{ readonly table: OpenTable<Field> } | { readonly table: null; readonly nearestMiss: readonly string[] }> {
  const rows = source[Symbol.asyncIterator]();
  const top: FileRow[] = [];
  while (top.length < HEADINGS_WITHIN) {
    const row = await rows.next();
    if (row.done) break;
    top.push(row.value);
  }
  const found = headingsIn(top, reading);
  if (found) return { table: opened(found, top, everyRow(top.slice(found.at + 1), rows), reading) };
  const nearestMiss = top.map(textOf).find((cells) => cells.filter((text) => text !== "").length > 1) ?? [];
  return { table: null, nearestMiss };
}

const textOf = ({ cells }: FileRow): string[] => cells.map((cell) => shown(cell).replace(/\s+/g, " "));

interface FoundHeadings {
  /** Position among the top rows of the lower heading row. */
  readonly at: number;
  readonly texts: readonly string[];
}

function headingsIn<Field extends string>(
  top: readonly FileRow[],
  { vocabulary, isTable, map }: TableReading<Field>,
): FoundHeadings | null {
  let best: { readonly score: number; readonly found: FoundHeadings } | null = null;
  const consider = (at: number, texts: readonly string[], penalty: number) => {
    const fields = new Set(vocabulary.mapHeadings(texts, map).columns.map(({ field }) => field));
    if (!isTable(fields)) return;
    const score = fields.size - penalty;
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

function opened<Field extends string>(
  found: FoundHeadings,
  top: readonly FileRow[],
  below: AsyncIterable<FileRow>,
  { vocabulary, map }: TableReading<Field>,
): OpenTable<Field> {
  const headings = vocabulary.mapHeadings(found.texts, map);
  const headingRow = top[found.at]?.row ?? 1;
  const counts = { blankRows: 0, totalsRows: 0, repeatedHeadings: 0 };
  const lower = top[found.at];
  const repeats = new Set([found.texts, lower ? textOf(lower) : found.texts].map(keyOf));
  const beginnings = new Set([...repeats].map((key) => key.replace(/^\|+/, "").split("|")[0]));
  // Most rows begin with something else, which is cheaper to see than that a whole row is the same.
  const isRepeat = (row: FileRow): boolean =>
    beginnings.has(headingKey(shown(row.cells.find((cell) => !isBlank(cell))))) && repeats.has(keyOf(textOf(row)));

  async function* rows(): AsyncGenerator<FileRow> {
    for await (const row of below) {
      if (row.cells.every(isBlank)) counts.blankRows += 1;
      else if (isTotals(row)) counts.totalsRows += 1;
      else if (isRepeat(row)) counts.repeatedHeadings += 1;
      else yield row;
    }
  }
  return { headingRow, texts: found.texts, headings, rows: rows(), skipped: () => ({ ...counts }) };
}

async function* everyRow(first: readonly FileRow[], rest: AsyncIterator<FileRow>): AsyncGenerator<FileRow> {
  yield* first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

const keyOf = (texts: readonly string[]): string => texts.map(headingKey).join("|");

/** "Total", "Grand total:", "Sub-total 2026" and otherwise nothing but numbers. */
function isTotals({ cells }: FileRow): boolean {
  if (!/^(grand |sub[- ]?)?totals?\b/i.test(shown(cells.find((cell) => !isBlank(cell))))) return false;
  const others = cells
    .filter((cell) => !isBlank(cell))
    .slice(1)
    .map(shown);
  return others.length > 0 && others.every((text) => /^[-(]?[£\d][\d,.£ ()%-]*$/.test(text));
}
