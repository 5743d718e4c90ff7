import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { type Cell, tidied } from "../shared/cell.js";
import { type CheckedFile } from "./fileSafety.js";
import { UnreadableFile } from "./import.js";
import { worksheetsOf } from "./workbookRows.js";

/** One row as it stands in the file. */
export interface FileRow {
  /** As a spreadsheet counts: the first row is 1, and a CSV cell with line breaks does not start a new row. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

/** One sheet of a file, read once, from the top. A CSV file is one sheet without a name. */
export interface FileSheet {
  readonly name: string | null;
  readonly hidden: boolean;
  readonly merged: readonly string[];
  readonly rows: AsyncIterable<FileRow>;
}

/** The most columns that are read; what lies further right is left out. */
export const MOST_COLUMNS = 500;

/**
 * The sheets of a checked file, in the order of their tabs, as streams of rows: no more than a few rows are held at a
 * time, and a sheet whose rows nobody reads is not unpacked.
 *
 * Errors: UnreadableFile for text that is not CSV (a quote that never closes) or a workbook that cannot be parsed.
 */
export async function sheetsOf(file: CheckedFile): Promise<FileSheet[]> {
  if (file.kind === "XLSX") return worksheetsOf(file.content, file.sheets);
  return [{ name: null, hidden: false, merged: [], rows: csvRows(slicesOf(file.text), file.delimiter) }];
}

const SLICE = 65_536;

function* slicesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += SLICE) yield text.slice(from, from + SLICE);
}

/**
 * The rows of a CSV text that comes in pieces.
 *
 * Errors: UnreadableFile for text that is not CSV; an error of the pieces' source as it is.
 */
export async function* csvRows(
  pieces: Iterable<string> | AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<FileRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: 2_000_000,
  });
  let row = 0;
  try {
    // An error reaches the loop below through the parser; the callback only says that it is heard.
    const records = pipeline(Readable.from(pieces), parser, () => {}) as AsyncIterable<string[]>;
    for await (const record of records) {
      row += 1;
      yield { row, cells: record.slice(0, MOST_COLUMNS).map(tidied) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(
      "NOT_CSV",
      `The text cannot be read as CSV after row ${row} (${error.message}). Look for a quote that is not closed there.`,
    );
  }
}
