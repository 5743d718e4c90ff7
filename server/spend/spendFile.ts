import { checkFile } from "../imports/fileSafety.js";
import { type HeadingOverrides, refuseUnmatched } from "../imports/headings.js";
import { type Notice, UnreadableFile } from "../imports/import.js";
import { csvRows, type FileSheet, sheetsOf } from "../imports/registerRows.js";
import { HEADINGS_WITHIN, type OpenTable, openTable } from "../imports/tableReader.js";
import { type FileSource, lookAt, textOf, wholeOf } from "../imports/textStream.js";
import { type SpendField } from "./spend.js";
import { isSpendTable, spendHeadings } from "./spendHeadings.js";

/** One sheet of spend, opened at its headings. */
export interface SpendSheet extends OpenTable<SpendField> {
  /** Null for a CSV file. */
  readonly name: string | null;
}

export interface SpendFile {
  readonly fileName: string;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly hash: string;
  /** The sheets one after the other; each must be read before the next is asked for. */
  readonly sheets: () => AsyncGenerator<SpendSheet>;
  readonly notices: () => readonly Notice[];
}

/**
 * Opens a published spend file: CSV of any length, CSV packed as .gz, or a workbook with spend on one or several of its
 * visible sheets. Each sheet is read by its own headings. A sheet without headings of spend is passed over with a notice.
 *
 * Errors: UnreadableFile if the file is not one of these, or no sheet has headings of spend.
 */
export async function openSpendFile(source: FileSource, map: HeadingOverrides<SpendField>): Promise<SpendFile> {
  const looked = await lookAt(source);
  const checked = looked.kind === "WORKBOOK" ? await checkFile(await wholeOf(source), "IGNORE") : null;
  const sheets: readonly FileSheet[] = checked
    ? await sheetsOf(checked)
    : [{ name: null, hidden: false, merged: [], rows: csvRows(textOf(source, looked), looked.delimiter) }];
  const notices: Notice[] = [];

  async function* tables(): AsyncGenerator<SpendSheet> {
    let nearestMiss: readonly string[] = [];
    const passedOver: string[] = [];
    const headings: string[] = [];
    let opened = 0;
    for (const sheet of sheets) {
      if (sheet.hidden) continue;
      const found = await openTable(sheet.rows, { vocabulary: spendHeadings, isTable: isSpendTable, map });
      if (found.table) {
        opened += 1;
        headings.push(...found.table.texts);
        yield { name: sheet.name, ...found.table };
      } else {
        if (sheet.name !== null) passedOver.push(sheet.name);
        if (found.nearestMiss.length > 0) nearestMiss = found.nearestMiss;
      }
    }
    if (opened === 0) throw new UnreadableFile("NO_HEADINGS", noHeadings(source.fileName, nearestMiss));
    refuseUnmatched(map, headings);
    if (passedOver.length > 0) notices.push(sheetsPassedOver(passedOver));
  }
  return { fileName: source.fileName, hash: looked.hash, sheets: tables, notices: () => notices };
}

const noHeadings = (fileName: string, nearestMiss: readonly string[]): string =>
  `${fileName}: no row within the first ${HEADINGS_WITHIN} has headings of spend. ` +
  (nearestMiss.length > 0 ? `Found: ${nearestMiss.filter(Boolean).slice(0, 8).join(", ").slice(0, 300)}. ` : "") +
  'A date, an amount and a supplier are needed ("Date", "Net amount", "Supplier"); use a map to say which column is which.';

const sheetsPassedOver = (names: readonly string[]): Notice => ({
  code: "SHEETS_NOT_READ",
  column: null,
  message: `No headings of spend, so not read: ${names.map((name) => `"${name}"`).join(", ")}.`,
  count: names.length,
  firstRows: [],
  example: names[0] ?? null,
});
