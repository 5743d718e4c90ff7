import { randomBytes } from "node:crypto";
import { checkFile } from "../../../server/imports/fileSafety.js";
import { plainParts, type ZipPart, zipOf } from "./zips.js";

const with_ = (...parts: ZipPart[]) => zipOf([...plainParts, ...parts]);
const replacing = (name: string, content: string) =>
  zipOf(plainParts.map((part) => (part.name === name ? { name, content } : part)));

describe("the check of a file", () => {
  test.each([
    [
      "UTF-8 with commas",
      Buffer.from("Ref,Title\nC-1,Café\n"),
      { delimiter: ",", encoding: "UTF-8", text: "Ref,Title\nC-1,Café\n" },
    ],
    [
      "UTF-8 with a mark before it",
      Buffer.from("\uFEFFRef;Title\nC-1;A, b, c\n"),
      { delimiter: ";", encoding: "UTF-8" },
    ],
    [
      "Windows-1252",
      Buffer.from("Ref\tTitle\nC-1\tCaf\xe9 \x80\n", "latin1"),
      { delimiter: "\t", encoding: "WINDOWS-1252", text: "Ref\tTitle\nC-1\tCafé €\n" },
    ],
    ["quoted commas among semicolons", Buffer.from('Ref;Title\n"a,b,c,d";x\n'), { delimiter: ";" }],
    ["one column", Buffer.from("Ref\nC-1\n"), { delimiter: "," }],
  ])("takes CSV text: %s", async (_title, content, expected) => {
    expect(await checkFile(content)).toMatchObject({ kind: "CSV", ...expected });
  });

  test("takes a plain workbook and names its sheets", async () => {
    expect(await checkFile(zipOf(plainParts))).toMatchObject({
      kind: "XLSX",
      sheets: [{ name: "Live & closed", hidden: false, partNumber: 1, merged: [] }],
    });
  });

  const zeros = Buffer.alloc(8_000_000);
  test.each<[string, string, Buffer]>([
    ["an empty file", "EMPTY_FILE", Buffer.alloc(0)],
    ["a file of blanks", "EMPTY_FILE", Buffer.from(" \r\n ")],
    ["ten megabytes of random bytes", "NOT_A_REGISTER", randomBytes(10_000_000)],
    ["random bytes without a zero", "NOT_A_REGISTER", Buffer.from(randomBytes(100_000).map((byte) => byte || 1))],
    ["text with a zero byte", "NOT_A_REGISTER", Buffer.from("Ref,Title\0\n")],
    ["text in UTF-16", "UTF16_TEXT", Buffer.from("\uFEFFRef,Title\n", "utf16le")],
    ["21 megabytes of text", "FILE_TOO_LARGE", Buffer.alloc(21 * 1024 * 1024, "a,b\n")],
    ["an old or locked workbook", "OLD_OR_LOCKED_WORKBOOK", Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1", "latin1")],
    ["the start of a workbook", "DAMAGED_WORKBOOK", zipOf(plainParts).subarray(0, 200)],
    ["a zip without a workbook", "NOT_A_WORKBOOK", zipOf([{ name: "notes.txt", content: "hello" }])],
    ["macros", "HOLDS_MACROS", with_({ name: "xl/vbaProject.bin", content: "x" })],
    [
      "links to other workbooks",
      "LINKS_TO_OTHER_FILES",
      with_({ name: "xl/externalLinks/externalLink1.xml", content: "<x/>" }),
    ],
    [
      "a document type",
      "HOLDS_DOCUMENT_TYPE",
      replacing("xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'),
    ],
    [
      "an entity far into a part",
      "HOLDS_DOCUMENT_TYPE",
      replacing("xl/workbook.xml", `${" ".repeat(300_000)}<!ENTITY a "b">`),
    ],
    [
      "a part in UTF-16",
      "HOLDS_DOCUMENT_TYPE",
      with_({ name: "xl/styles.xml", content: Buffer.from("<!DOCTYPE x>", "utf16le") }),
    ],
    ["a part that unpacks a thousandfold", "UNPACKS_TOO_LARGE", with_({ name: "xl/media/a.bin", content: zeros })],
    [
      "parts that unpack to over 200 megabytes",
      "UNPACKS_TOO_LARGE",
      with_(...Array.from({ length: 30 }, (_, n) => ({ name: `xl/media/${n}.bin`, content: zeros }))),
    ],
    [
      "a part that is larger than it claims",
      "DAMAGED_WORKBOOK",
      with_({ name: "xl/media/a.bin", content: zeros, claimedSize: 10 }),
    ],
    [
      "a part that the directory hides",
      "HIDDEN_PARTS",
      with_({ name: "xl/vbaProject.bin", content: "x", hidden: true }),
    ],
    [
      "a part hidden before the others",
      "HIDDEN_PARTS",
      zipOf([{ name: "xl/a.xml", content: "x", hidden: true }, ...plainParts]),
    ],
    ["two parts of one name", "HIDDEN_PARTS", with_({ name: "xl/workbook.xml", content: "<workbook/>" })],
    [
      "too many parts",
      "TOO_MANY_PARTS",
      with_(...Array.from({ length: 2_001 }, (_, n) => ({ name: `xl/media/${n}`, content: "" }))),
    ],
    ["a part outside the workbook", "DAMAGED_WORKBOOK", with_({ name: "../../etc/x", content: "x" })],
    [
      "dates counted from 1904",
      "DATES_FROM_1904",
      replacing("xl/workbook.xml", '<workbook><workbookPr date1904="1"/></workbook>'),
    ],
  ])("refuses %s", async (_title, code, content) => {
    await expect(checkFile(content)).rejects.toMatchObject({ code, message: expect.stringMatching(/^The |^This /) });
  });
});
