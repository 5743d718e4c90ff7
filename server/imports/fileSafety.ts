import { UnreadableFile } from "./import.js";
import { checkWorkbook, type LinksToOtherFiles, type WorkbookSheet } from "./workbookSafety.js";

/** The most bytes a file may have. */
export const LARGEST_FILE = 20 * 1024 * 1024;

export type Delimiter = "," | ";" | "\t";

/** A file that is safe to hand to a reader. */
export type CheckedFile =
  | {
      readonly kind: "CSV";
      readonly text: string;
      readonly delimiter: Delimiter;
      readonly encoding: "UTF-8" | "WINDOWS-1252";
    }
  | { readonly kind: "XLSX"; readonly content: Buffer; readonly sheets: readonly WorkbookSheet[] };

/**
 * Looks at a file before any reader does. What it is is decided by its bytes, not by its name.
 *
 * Errors: UnreadableFile, saying what is wrong with it and what to do.
 */
export async function checkFile(content: Uint8Array, links: LinksToOtherFiles = "REFUSE"): Promise<CheckedFile> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length === 0) throw new UnreadableFile("EMPTY_FILE", "The file is empty. Choose the register again.");
  if (bytes.length > LARGEST_FILE) {
    throw new UnreadableFile(
      "FILE_TOO_LARGE",
      `The file has ${Math.ceil(bytes.length / 1_048_576)} MB; at most 20 MB are read. Split the register into several files.`,
    );
  }
  if (startsWith(bytes, 0x50, 0x4b)) return { kind: "XLSX", content: bytes, sheets: await checkWorkbook(bytes, links) };
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new UnreadableFile(
      "OLD_OR_LOCKED_WORKBOOK",
      "This is a workbook in the old .xls format, or one with a password. Save it as .xlsx without a password.",
    );
  }
  return checkedText(bytes);
}

const startsWith = (bytes: Buffer, ...expected: number[]): boolean => expected.every((byte, at) => bytes[at] === byte);

function checkedText(bytes: Buffer): CheckedFile {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    throw new UnreadableFile("UTF16_TEXT", "The file is UTF-16 text. Save it as CSV UTF-8 (comma delimited).");
  }
  if (bytes.includes(0) || looksBinary(bytes)) {
    throw new UnreadableFile(
      "NOT_A_REGISTER",
      "The file is neither CSV text nor an .xlsx workbook. Save it as one of these.",
    );
  }
  const { text, encoding } = decoded(bytes);
  if (text.trim() === "") throw new UnreadableFile("EMPTY_FILE", "The file holds no text. Choose the register again.");
  return { kind: "CSV", text, encoding, delimiter: delimiterOf(text) };
}

/** True when over one in a hundred of the first bytes are control characters. A few stray ones do occur in real exports. */
export function looksBinary(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 65_536);
  const controls = head.reduce(
    (count, byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? count + 1 : count),
    0,
  );
  return controls > Math.max(8, head.length / 100);
}

/** UTF-8 when every byte fits, else Windows-1252, which is what Excel in the United Kingdom writes as plain "CSV". */
function decoded(bytes: Buffer): { text: string; encoding: "UTF-8" | "WINDOWS-1252" } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    // Not UTF-8. Windows-1252 gives a character for every byte.
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "WINDOWS-1252" };
  }
}

/** The delimiter that most of the first 20 lines have equally often, outside quotes; a comma when none does. */
export function delimiterOf(text: string): Delimiter {
  const lines = text
    .slice(0, 65_536)
    .replace(/"[^"]*"/g, "")
    .split(/\r?\n/)
    .slice(0, 20);
  const score = (delimiter: Delimiter): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    // Lines first: a text column can hold two of another delimiter in one line, but not in every line.
    return Math.max(
      ...counts.map((count) => (count === 0 ? 0 : 100_000 * counts.filter((other) => other === count).length + count)),
    );
  };
  return ([",", ";", "\t"] as const).reduce((best, next) => (score(next) > score(best) ? next : best));
}
