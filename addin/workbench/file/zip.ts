import { FileProblem } from "./workbookFile.js";

/** Limits for files of others: a real register is far below them, a file made to choke its reader far above. */
export const MOST_PARTS = 2_000;
export const LARGEST_UNPACKED = 300 * 1024 * 1024;
/** How many times smaller a part of over a megabyte may be packed. Real sheets of repeated text reach about 60. */
const HIGHEST_RATIO = 250;

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF8_NAMES = 0x800;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly start: number;
}

/** The parts of a zip. A part is unpacked when it is asked for, never further than the limits allow. */
export class ZipReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #entries = new Map<string, Entry>();
  #unpacked = 0;

  /** Errors: FileProblem for what is no zip, is damaged, encrypted, or has too many parts. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      this.#readDirectory();
    } catch (error) {
      // Reading beyond the end: the directory points outside the file.
      if (error instanceof RangeError) throw damaged();
      throw error;
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The part as text (UTF-8); null when there is none. */
  async text(name: string): Promise<string | null> {
    const entry = this.#entries.get(name);
    if (!entry) return null;
    const packed = this.#bytes.subarray(entry.start, entry.start + entry.packed);
    if (packed.length < entry.packed) throw damaged();
    const decoder = new TextDecoder("utf-8");
    if (entry.method === STORED) {
      this.#count(packed.length);
      return decoder.decode(packed);
    }
    const pieces: string[] = [];
    let size = 0;
    try {
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      const reader = stream.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        size += next.value.length;
        this.#count(next.value.length);
        if (size > 1_048_576 && size > entry.packed * HIGHEST_RATIO) {
          await reader.cancel();
          throw tooLarge();
        }
        pieces.push(decoder.decode(next.value, { stream: true }));
      }
    } catch (error) {
      if (error instanceof FileProblem) throw error;
      throw damaged();
    }
    return pieces.join("") + decoder.decode();
  }

  #count(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > LARGEST_UNPACKED) throw tooLarge();
  }

  #readDirectory(): void {
    const view = this.#view;
    const end = this.#directoryEnd();
    const count = view.getUint16(end + 10, true);
    if (count > MOST_PARTS) throw new FileProblem(`The file has ${count} parts; a workbook has at most ${MOST_PARTS}.`);
    let at = view.getUint32(end + 16, true);
    for (let index = 0; index < count; index++) {
      if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged();
      const nameLength = view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(this.#bytes.subarray(at + 46, at + 46 + nameLength));
      if (view.getUint16(at + 8, true) & ENCRYPTED) {
        throw new FileProblem("The workbook is encrypted. Save it without a password and open it again.");
      }
      const local = view.getUint32(at + 42, true);
      if (view.getUint32(local, true) !== LOCAL_HEADER) throw damaged();
      const method = view.getUint16(at + 10, true);
      if (method !== STORED && method !== DEFLATED) throw damaged();
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      // Two parts of one name: readers would differ over which is meant.
      if (this.#entries.has(name)) throw damaged();
      this.#entries.set(name, { method, packed: view.getUint32(at + 20, true), start });
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  }

  #directoryEnd(): number {
    const last = this.#bytes.length - 22;
    for (let at = last; at >= Math.max(0, last - 65_535); at--) {
      if (this.#view.getUint32(at, true) === DIRECTORY_END) return at;
    }
    throw notAWorkbook(this.#bytes);
  }
}

function notAWorkbook(bytes: Uint8Array): FileProblem {
  const isOldFormat = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11;
  if (isOldFormat) {
    return new FileProblem(
      "This is an old .xls workbook, or one with a password. Save it as .xlsx without a password and open that.",
    );
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return isZip ? damaged() : new FileProblem("This file is no workbook. Choose a file that ends in .xlsx.");
}

const damaged = () =>
  new FileProblem("The workbook is damaged. Open it where it was made, save it again as .xlsx and retry.");

const tooLarge = () =>
  new FileProblem(
    "The workbook unpacks to far more than the workbench holds. Copy the rows that you need into a new workbook and open that.",
  );

/** Packs parts, in the order given, into a zip. */
export async function zipOf(parts: readonly { readonly name: string; readonly text: string }[]): Promise<Blob> {
  const pieces: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const { name, text } of parts) {
    const nameBytes = new TextEncoder().encode(name);
    const content = new TextEncoder().encode(text);
    const stream = new Blob([content]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    const common = new DataView(new ArrayBuffer(26));
    common.setUint16(0, 20, true);
    common.setUint16(2, UTF8_NAMES, true);
    common.setUint16(4, DEFLATED, true);
    // No time of day: the same workbook gives the same file. 1 January 1980, the first day a zip knows.
    common.setUint16(8, 0x21, true);
    common.setUint32(10, crc32(content), true);
    common.setUint32(14, packed.length, true);
    common.setUint32(18, content.length, true);
    common.setUint16(22, nameBytes.length, true);
    pieces.push(uint32(LOCAL_HEADER), common.buffer, nameBytes, packed);
    const entryEnd = new DataView(new ArrayBuffer(14));
    entryEnd.setUint32(10, offset, true);
    directory.push(uint32(DIRECTORY_ENTRY), new Uint8Array([20, 0]), common.buffer, entryEnd.buffer, nameBytes);
    offset += 30 + nameBytes.length + packed.length;
    directorySize += 46 + nameBytes.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, DIRECTORY_END, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, directorySize, true);
  end.setUint32(16, offset, true);
  return new Blob([...pieces, ...directory, end.buffer]);
}

function uint32(number: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, number, true);
  return view.buffer;
}

let table: Uint32Array | undefined;

function crc32(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
