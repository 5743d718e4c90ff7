import { crc32, deflateRawSync } from "node:zlib";

export interface ZipPart {
  readonly name: string;
  readonly content: string | Buffer;
  /** Written instead of the real unpacked size. */
  readonly claimedSize?: number;
  /** Left out of the zip's directory, as a part that only a streaming reader would see. */
  readonly hidden?: boolean;
}

/** A zip made byte by byte, so that tests can make ones that no program writes. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize, hidden } of parts) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes, { level: 9 });
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(claimedSize ?? bytes.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    if (!hidden) {
      directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), shared, tail, Buffer.from(name));
    }
    body.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const count = parts.filter(({ hidden }) => !hidden).length;
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, entries, end]);
}

const workbookXml = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
  <sheets><sheet name="Live &amp; closed" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Id="rId1" Type="x" Target="/xl/worksheets/sheet1.xml"/></Relationships>`;
const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const worksheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
  <row r="1">${cell("A1", "Contract reference")}${cell("B1", "Title")}</row>
  <row r="2">${cell("A2", "C-1")}${cell("B2", "Vehicles")}</row></sheetData></worksheet>`;

/** The parts of the smallest workbook that is a register. */
export const plainParts: readonly ZipPart[] = [
  { name: "[Content_Types].xml", content: "<Types/>" },
  { name: "xl/_rels/workbook.xml.rels", content: relations },
  { name: "xl/workbook.xml", content: workbookXml },
  { name: "xl/worksheets/sheet1.xml", content: worksheet },
];
