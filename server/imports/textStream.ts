import { createHash } from "node:crypto";
import { createGunzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import { type Delimiter, delimiterOf, LARGEST_FILE, looksBinary } from "./fileSafety.js";
import { UnreadableFile } from "./import.js";

/** A file that is read from the start as often as it is needed, and never held whole. */
export interface FileSource {
  readonly fileName: string;
  readonly open: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Bytes that are at hand already, for instance of an upload. */
export const sourceOf = (fileName: string, content: Uint8Array): FileSource => ({
  fileName,
  open: () => [Buffer.from(content.buffer, content.byteOffset, content.byteLength)],
});

/** What a look at the whole of a file found. */
export interface LookedAt {
  readonly kind: "TEXT" | "PACKED_TEXT" | "WORKBOOK";
  /** SHA-256 of the file as it is, in hexadecimal. */
  readonly hash: string;
  /** For text only. */
  readonly encoding: "utf-8" | "windows-1252";
  readonly delimiter: Delimiter;
}

/** The most bytes that a text may have, unpacked. */
export const LARGEST_TEXT = 2 * 1024 * 1024 * 1024;
const HEAD = 65_536;

/**
 * Goes through a file once, before any reader does: what it is by its bytes, whether its text is text, in which encoding
 * and with which delimiter. A packed text (.gz) is judged by what is in it.
 *
 * Errors: UnreadableFile, saying what is wrong with it and what to do.
 */
export async function lookAt(source: FileSource): Promise<LookedAt> {
  const hash = createHash("sha256");
  let bytes = 0;
  let start = Buffer.alloc(0);
  for await (const chunk of source.open()) {
    hash.update(chunk);
    bytes += chunk.length;
    if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4)]).subarray(0, 4);
  }
  if (bytes === 0) throw new UnreadableFile("EMPTY_FILE", "The file is empty. Choose the file again.");
  const kind =
    start.readUInt16BE(0) === 0x504b ? "WORKBOOK" : start.readUInt16BE(0) === 0x1f8b ? "PACKED_TEXT" : "TEXT";
  if (kind === "WORKBOOK") {
    if (bytes > LARGEST_FILE) {
      throw new UnreadableFile(
        "FILE_TOO_LARGE",
        `The workbook has ${Math.ceil(bytes / 1_048_576)} MB; at most 20 MB are read. Save its sheets as CSV: text may be longer.`,
      );
    }
    return { kind, hash: hash.digest("hex"), encoding: "utf-8", delimiter: "," };
  }
  return { kind, hash: hash.digest("hex"), ...(await lookAtText(bytesOf(source, kind))) };
}

/** The whole file, for a workbook that passed the look. */
export async function wholeOf(source: FileSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The text of a file in pieces. Errors: UnreadableFile for a packed file that is damaged. */
export async function* textOf(source: FileSource, { kind, encoding }: LookedAt): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytesOf(source, kind)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  yield decoder.decode();
}

async function* bytesOf(source: FileSource, kind: LookedAt["kind"]): AsyncGenerator<Buffer> {
  if (kind !== "PACKED_TEXT") {
    yield* source.open();
    return;
  }
  try {
    yield* pipeline(Readable.from(source.open()), createGunzip(), () => {}) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new UnreadableFile(
      "DAMAGED_PACKED_FILE",
      `The packed file cannot be unpacked (${(error as Error).message}). Fetch it again, or unpack it and retry.`,
    );
  }
}

async function lookAtText(chunks: AsyncIterable<Buffer>): Promise<Pick<LookedAt, "encoding" | "delimiter">> {
  let head = Buffer.alloc(0);
  let bytes = 0;
  let isUtf8 = true;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decodes = (chunk?: Buffer): boolean => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      // Not UTF-8, which is what is asked here.
      return false;
    }
  };
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LARGEST_TEXT) {
      throw new UnreadableFile(
        "FILE_TOO_LARGE",
        "The text unpacks to more than 2 GB. Split it into several files, for instance by month.",
      );
    }
    if (chunk.includes(0)) notText();
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
    if (isUtf8) isUtf8 = decodes(chunk);
  }
  if (isUtf8) isUtf8 = decodes();
  if (bytes === 0 || looksBinary(head)) notText();
  const encoding = isUtf8 ? "utf-8" : "windows-1252";
  return { encoding, delimiter: delimiterOf(new TextDecoder(encoding).decode(head)) };
}

function notText(): never {
  throw new UnreadableFile(
    "NOT_TEXT",
    "The file is neither CSV text nor an .xlsx workbook, nor CSV packed as .gz. Save it as one of these, text as UTF-8.",
  );
}
