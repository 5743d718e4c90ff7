import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";
import { UnreadableFile } from "./import.js";

export const MOST_PARTS = 2_000;
export const LARGEST_UNPACKED = 200 * 1024 * 1024;
/** How many times smaller a part of over a megabyte may be packed. Real sheets of repeated text reach about 60. */
export const HIGHEST_RATIO = 250;

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** The number in its part's name: 3 for xl/worksheets/sheet3.xml. Readers know a sheet by it. */
  readonly partNumber: number;
  /** Merged ranges, for example "A5:A7". */
  readonly merged: readonly string[];
}

/**
 * Whether a workbook may name other workbooks. They are never opened; IGNORE reads what its cells last showed, which is
 * right for a publication and may be stale in a register that is still worked on.
 */
export type LinksToOtherFiles = "REFUSE" | "IGNORE";

/**
 * Looks through a workbook's zip before any reader unpacks it, and gives its sheets in the order of their tabs.
 *
 * Every part is unpacked once here and thrown away, because sizes written in a zip may be lies; and the parts must lie
 * one after the other without gaps, because a streaming reader walks the file while this one walks its directory, and
 * both must see the same parts.
 *
 * Errors: UnreadableFile for anything but a plain workbook: too many or too large parts, macros, document types, links
 * to other workbooks, encrypted or overlapping parts, a missing xl/workbook.xml.
 */
export async function checkWorkbook(content: Buffer, links: LinksToOtherFiles = "REFUSE"): Promise<WorkbookSheet[]> {
  try {
    const zip = await fromBufferPromise(content, {
      lazyEntries: true,
      validateEntrySizes: true,
      strictFileNames: true,
    });
    return await sheetsOf(zip, content, links);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(
      "DAMAGED_WORKBOOK",
      `The workbook is damaged or is not one (${(error as Error).message}). Open it, save it again as .xlsx and retry.`,
    );
  }
}

async function sheetsOf(zip: ZipFile, content: Buffer, links: LinksToOtherFiles): Promise<WorkbookSheet[]> {
  const entries = await entriesOf(zip);
  refuseGaps(entries, content);
  const kept = new Map<string, string>();
  const merged = new Map<string, string[]>();
  let unpacked = 0;
  for (const entry of entries) {
    refuseByName(entry.fileName, links);
    if (entry.isEncrypted())
      throw new UnreadableFile("LOCKED_WORKBOOK", "The workbook is encrypted. Save it without a password.");
    const part = await scanned(zip, entry, LARGEST_UNPACKED - unpacked);
    unpacked += part.bytes;
    if (part.bytes > 1_048_576 && part.bytes > entry.compressedSize * HIGHEST_RATIO) tooLarge();
    if (/^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels)$/.test(entry.fileName)) kept.set(entry.fileName, part.text);
    const ranges = [...part.text.matchAll(/<(?:\w+:)?mergeCell ref="([A-Z0-9:]+)"/g)].map((match) => match[1] ?? "");
    if (entry.fileName.startsWith("xl/worksheets/")) merged.set(entry.fileName, ranges);
  }
  const workbook = kept.get("xl/workbook.xml");
  if (workbook === undefined) {
    throw new UnreadableFile("NOT_A_WORKBOOK", "The file is a zip but not a workbook. Choose the .xlsx file itself.");
  }
  if (/date1904="(1|true)"/.test(workbook)) {
    throw new UnreadableFile(
      "DATES_FROM_1904",
      "This workbook counts its dates from 1904. Switch that off in its advanced options, save it and retry.",
    );
  }
  return namedSheets(workbook, kept.get("xl/_rels/workbook.xml.rels") ?? "", merged);
}

/** The zip's directory; the zip must have been opened with `lazyEntries`. */
export function entriesOf(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MOST_PARTS) {
    throw new UnreadableFile(
      "TOO_MANY_PARTS",
      `The workbook has ${zip.entryCount} parts; at most ${MOST_PARTS} are read.`,
    );
  }
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", reject);
    zip.readEntry();
  });
}

const LOCAL_HEADER = 30;
const LARGEST_DATA_DESCRIPTOR = 24;

function refuseGaps(entries: readonly Entry[], content: Buffer): void {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let expected = 0;
  let slack = 0;
  for (const entry of inOrder) {
    const at = entry.relativeOffsetOfLocalHeader;
    if (at < expected || at > expected + slack || at + LOCAL_HEADER > content.length) hiddenParts();
    const names = content.readUInt16LE(at + 26) + content.readUInt16LE(at + 28);
    const localName = content.subarray(at + LOCAL_HEADER, at + LOCAL_HEADER + content.readUInt16LE(at + 26));
    if (localName.toString("utf8") !== entry.fileName) hiddenParts();
    expected = at + LOCAL_HEADER + names + entry.compressedSize;
    slack = (entry.generalPurposeBitFlag & 8) !== 0 ? LARGEST_DATA_DESCRIPTOR : 0;
  }
  const directory = content.indexOf(Buffer.from("PK\x01\x02", "latin1"), expected);
  if (entries.length > 0 && (directory < expected || directory > expected + slack)) hiddenParts();
  if (new Set(entries.map((entry) => entry.fileName.toLowerCase())).size !== entries.length) hiddenParts();
}

function hiddenParts(): never {
  throw new UnreadableFile(
    "HIDDEN_PARTS",
    "The workbook's zip holds overlapping, repeated or hidden parts. Open it, save it again as .xlsx and retry.",
  );
}

function tooLarge(): never {
  throw new UnreadableFile(
    "UNPACKS_TOO_LARGE",
    "The workbook unpacks to far more than a register holds. Copy the register's rows into a new workbook and retry.",
  );
}

function refuseByName(name: string, links: LinksToOtherFiles): void {
  if (/vbaProject|\/macrosheets\//i.test(name)) {
    throw new UnreadableFile("HOLDS_MACROS", "The workbook holds macros. Save it as .xlsx (without macros) and retry.");
  }
  if (links === "REFUSE" && /^xl\/externalLinks\//i.test(name)) {
    throw new UnreadableFile(
      "LINKS_TO_OTHER_FILES",
      "The workbook takes values from other workbooks. Break the links (Data, Edit links) so that the values stay, and retry.",
    );
  }
}

const MARKERS = ["<!DOCTYPE", "<!ENTITY"];
const TAIL = 1_048_576;

/** Unpacks one part, counts its bytes and looks for document types; gives its last megabyte as text (workbook.xml whole). */
async function scanned(zip: ZipFile, entry: Entry, allowance: number): Promise<{ bytes: number; text: string }> {
  const stream = await zip.openReadStreamPromise(entry);
  const isXml = /\.(xml|rels|vml)$/i.test(entry.fileName);
  let bytes = 0;
  let before = "";
  let tail: string[] = [];
  let tailLength = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > allowance) {
      stream.destroy();
      tooLarge();
    }
    if (!isXml) continue;
    const text = chunk.toString("latin1");
    const seam = before + text;
    // An XML part in UTF-16 would slip past a search for these words; no spreadsheet program writes one.
    if (seam.includes("\0") || MARKERS.some((marker) => seam.includes(marker))) {
      stream.destroy();
      throw new UnreadableFile(
        "HOLDS_DOCUMENT_TYPE",
        "The workbook holds a document type or entity declaration, which no spreadsheet program writes. It is not opened.",
      );
    }
    before = text.slice(-16);
    tail.push(text);
    tailLength += text.length;
    if (tailLength > 2 * TAIL) {
      tail = [tail.join("").slice(-TAIL)];
      tailLength = TAIL;
    }
  }
  return { bytes, text: Buffer.from(tail.join(""), "latin1").toString("utf8") };
}

function namedSheets(workbook: string, relations: string, merged: ReadonlyMap<string, string[]>): WorkbookSheet[] {
  const targets = new Map(
    tagsIn(relations, "Relationship").map((tag) => [attribute(tag, "Id"), attribute(tag, "Target")] as const),
  );
  return tagsIn(workbook, "sheet").flatMap((tag) => {
    const target = targets.get(attribute(tag, "r:id") ?? attribute(tag, "id")) ?? "";
    const part = /worksheets\/sheet(\d+)\.xml$/.exec(target);
    if (!part) return []; // A chart sheet.
    const name = attribute(tag, "name") ?? `Sheet${part[1]}`;
    const hidden = /^(hidden|veryHidden)$/.test(attribute(tag, "state") ?? "");
    return [
      { name, hidden, partNumber: Number(part[1]), merged: merged.get(`xl/worksheets/sheet${part[1]}.xml`) ?? [] },
    ];
  });
}

const tagsIn = (xml: string, name: string): string[] => xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, "g")) ?? [];

function attribute(tag: string, name: string): string | undefined {
  const text = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (text?.[1] ?? text?.[2])?.replace(/&(lt|gt|quot|apos|amp|#\d+);/g, (entity, inner: string) => {
    if (inner.startsWith("#")) return String.fromCodePoint(Math.min(Number(inner.slice(1)), 0x10ffff));
    return { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" }[inner] ?? entity;
  });
}
