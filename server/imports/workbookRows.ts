import { type Readable } from "node:stream";
import ExcelJS from "exceljs";
import { fromBufferPromise } from "yauzl";
import { type Cell, tidied } from "../shared/cell.js";
import { UnreadableFile } from "./import.js";
import { type FileRow, type FileSheet, MOST_COLUMNS } from "./registerRows.js";
import { entriesOf, type WorkbookSheet } from "./workbookSafety.js";

/**
 * The streaming reader's own readers of a workbook's parts. Its loop over the zip is not used: that takes the parts in
 * the order of the file, so it fails where the list of sheets comes late, keeps sheets in temporary files that it leaves
 * behind, and breaks characters that fall on the seam of two chunks. Here each part is given to it when it is needed, as
 * text.
 */
interface PartReaders {
  _parseRels(part: Readable): Promise<void>;
  _parseWorkbook(part: Readable): Promise<void>;
  _parseStyles(part: Readable): Promise<void>;
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>;
  _parseWorksheet(
    part: AsyncIterable<string>,
    sheetNumber: string,
  ): Iterable<{ readonly value: AsyncIterable<ExcelJS.Row> }>;
}

/** The sheets of a workbook that passed its check. Errors: UnreadableFile for one that cannot be parsed. */
export async function worksheetsOf(content: Buffer, sheets: readonly WorkbookSheet[]): Promise<FileSheet[]> {
  try {
    const parts = await partsOf(content);
    const readers = new ExcelJS.stream.xlsx.WorkbookReader(undefined as never, {
      worksheets: "emit",
      sharedStrings: "cache",
      styles: "cache",
      hyperlinks: "ignore",
    }) as unknown as PartReaders;
    await parts.given("xl/_rels/workbook.xml.rels", (part) => readers._parseRels(part));
    await parts.given("xl/workbook.xml", (part) => readers._parseWorkbook(part));
    await parts.given("xl/styles.xml", (part) => readers._parseStyles(part));
    await parts.given("xl/sharedStrings.xml", async (part) => {
      for await (const _ of readers._parseSharedStrings(part));
    });
    return sheets.map(({ name, hidden, merged, partNumber }) => ({
      name,
      hidden,
      merged,
      rows: rowsOf(parts, readers, partNumber),
    }));
  } catch (error) {
    throw damaged(error);
  }
}

interface Parts {
  open(name: string): Promise<Readable | null>;
  given(name: string, use: (part: Readable) => Promise<void>): Promise<void>;
}

async function partsOf(content: Buffer): Promise<Parts> {
  const zip = await fromBufferPromise(content, { lazyEntries: true, autoClose: false });
  const entries = new Map((await entriesOf(zip)).map((entry) => [entry.fileName, entry] as const));
  const open = async (name: string): Promise<Readable | null> => {
    const entry = entries.get(name);
    return entry ? (await zip.openReadStreamPromise(entry)).setEncoding("utf8") : null;
  };
  return {
    open,
    given: async (name, use) => {
      const part = await open(name);
      if (part) await use(part);
    },
  };
}

async function* rowsOf(parts: Parts, readers: PartReaders, partNumber: number): AsyncGenerator<FileRow> {
  try {
    const part = await parts.open(`xl/worksheets/sheet${partNumber}.xml`);
    if (!part) return;
    for (const { value: worksheet } of readers._parseWorksheet(withoutFormulas(part), String(partNumber))) {
      for await (const row of worksheet) {
        const values = row.values as ExcelJS.CellValue[];
        yield { row: row.number, cells: Array.from(values.slice(1, MOST_COLUMNS + 1), plain) };
      }
    }
  } catch (error) {
    throw damaged(error);
  }
}

const formula = /<(?:\w+:)?f(?:\s[^>]*)?(?:\/>|>[^<]*<\/(?:\w+:)?f>)/g;
const CELL_END = "</c>";
/** No cell is longer; what comes without one (a sheet's other settings) is passed on as it is. */
const LONGEST_CELL = 1_000_000;

/**
 * A sheet with the results of its formulas as if they had been typed. Where there is a formula the reader loses a result
 * that is 0, empty or an error, and a blank is not a zero.
 */
async function* withoutFormulas(part: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of part as AsyncIterable<string>) {
    const text = rest + chunk;
    const end = text.lastIndexOf(CELL_END);
    const upTo = end >= 0 ? end + CELL_END.length : text.length > LONGEST_CELL ? text.length : 0;
    if (upTo > 0) yield text.slice(0, upTo).replace(formula, "");
    rest = text.slice(upTo);
  }
  if (rest !== "") yield rest.replace(formula, "");
}

const damaged = (error: unknown): UnreadableFile =>
  new UnreadableFile(
    "DAMAGED_WORKBOOK",
    `The workbook cannot be read (${(error as Error).message}). Open it, save it again as .xlsx and retry.`,
  );

/** A workbook's cell as a plain value; rich text as its text. */
function plain(value: ExcelJS.CellValue | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return tidied(unescaped(value));
  // A cell that claims to be a number and holds none.
  if (typeof value === "number") return Number.isFinite(value) ? value : { error: "#VALUE!" };
  if (typeof value === "boolean") return value;
  if (value instanceof Date) {
    const text = Number.isNaN(value.getTime()) ? "" : value.toISOString();
    return { date: /^\d{4}-/.test(text) ? text.slice(0, 10) : null };
  }
  if ("error" in value) return { error: String(value.error) };
  if ("richText" in value) return plain(value.richText.map(({ text }) => text).join(""));
  if ("text" in value) return plain(value.text as ExcelJS.CellValue);
  return null;
}

/** Workbooks write characters that XML cannot hold as _x000D_. */
const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
