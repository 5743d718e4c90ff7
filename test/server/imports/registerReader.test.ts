import { type Cell } from "../../../server/shared/cell.js";
import { checkFile } from "../../../server/imports/fileSafety.js";
import { UnreadableFile } from "../../../server/imports/import.js";
import { openRegister } from "../../../server/imports/registerReader.js";
import { workbookOf } from "./workbooks.js";
import { plainParts, zipOf } from "./zips.js";

async function readingOf(content: Uint8Array, options: Parameters<typeof openRegister>[1] = {}) {
  const register = await openRegister(await checkFile(content), options);
  const rows: [number, ...Cell[]][] = [];
  for await (const { row, cells } of register.rows) rows.push([row, ...cells]);
  return { register, rows, skipped: register.skipped() };
}
const csv = (...lines: string[]) => Buffer.from(lines.join("\r\n"));
const headings = ["Contract reference", "Title", "Start date"];

describe("a register in CSV or damaged", () => {
  test("keeps the file's own row numbers past titles, blank rows, totals, repeated headings and line breaks in cells", async () => {
    const { register, rows, skipped } = await readingOf(
      csv(
        "Contracts register 2026,,",
        ",,",
        headings.join(","),
        'C-1,"Two',
        'lines",01/04/2026',
        ",,",
        headings.join(",").toUpperCase(),
        "C-2,Total facilities management,01/04/2026",
        'Grand total:,"1,250.00",2',
        ",,",
      ),
    );
    expect(register).toMatchObject({ headingRow: 3, sheet: null });
    expect(rows).toEqual([
      [4, "C-1", "Two\nlines", "01/04/2026"],
      [7, "C-2", "Total facilities management", "01/04/2026"],
    ]);
    expect(skipped).toEqual({ blankRows: 2, totalsRows: 1, repeatedHeadings: 1 });
  });

  test("reads headings over two rows together, a group's name over each of its columns", async () => {
    const { register, rows } = await readingOf(
      csv(
        "Register,,,,",
        "Contract,,Supplier,,Contract",
        "Reference,Title,Name,Postcode,End date",
        "C-1,A,B,NR1 1AA,31/03/2027",
      ),
    );
    expect(register.headings.columns.map(({ heading, field }) => [heading, field])).toEqual([
      ["Contract Reference", "reference"],
      ["Contract Title", "title"],
      ["Supplier Name", "supplier"],
      ["Supplier Postcode", "supplierAddress"],
      ["Contract End date", "initialEndsOn"],
    ]);
    expect(register.headingRow).toBe(3);
    expect(rows).toEqual([[4, "C-1", "A", "B", "NR1 1AA", "31/03/2027"]]);
  });

  test("replaces control characters that a database cannot hold", async () => {
    const { rows } = await readingOf(Buffer.from("Contract reference,Title\nC-1,a\u000bb\u0085c\n"));
    expect(rows).toEqual([[2, "C-1", "a b c"]]);
  });

  test.each<[string, string, Buffer]>([
    ["no headings of a register", "Found: Name, Age.", csv("Name,Age", "A,3")],
    ["one word", "No row within the first 25", csv("hello")],
    [
      "a quote that never closes",
      "Look for a quote that is not closed",
      csv(headings.join(","), 'C-1,"open,x', "C-2,b,c"),
    ],
  ])("is refused: %s", async (_title, message, content) => {
    await expect(readingOf(content)).rejects.toThrow(message);
  });
});

describe("a register in a workbook", () => {
  const day = new Date(Date.UTC(2026, 3, 1));

  test("gives plain values: dates, results of formulas, rich text, links and errors", async () => {
    const content = await workbookOf({
      Register: [
        ["Contracts at 1 April"],
        [],
        headings,
        ["C-1", { richText: [{ text: "Fleet " }, { text: "vehicles" }] }, day],
        [{ formula: '"C-"&2', result: "C-2" }, { text: "Gas", hyperlink: "https://example.org" }, { error: "#REF!" }],
        [3, true, 46113.5],
      ],
    });
    const { register, rows } = await readingOf(content);
    expect(register).toMatchObject({ headingRow: 3, sheet: "Register" });
    expect(rows).toEqual([
      [4, "C-1", "Fleet vehicles", { date: "2026-04-01" }],
      [5, "C-2", "Gas", { error: "#REF!" }],
      [6, 3, true, 46113.5],
    ]);
  });

  const withTitleCell = (xml: string) =>
    zipOf(plainParts.map((part) => ({ ...part, content: String(part.content).replace(/<c r="B2".*?<\/c>/, xml) })));

  test.each<[string, string, Cell]>([
    ["a formula's error", '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', { error: "#DIV/0!" }],
    ["a formula's zero", '<c r="B2"><f t="shared" ref="B2:B9" si="0">A1-A1</f><v>0</v></c>', 0],
    ["a shared formula's number", '<c r="B2"><f t="shared" si="0"/><v>12.5</v></c>', 12.5],
    ["a formula's text", '<c r="B2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab"],
    ["characters that XML cannot hold", '<c r="B2" t="str"><v>a_x000D_\nb</v></c>', "a\nb"],
    ["a number that is none", '<c r="B2"><v>twelve</v></c>', { error: "#VALUE!" }],
  ])("reads %s", async (_title, xml, expected) => {
    expect((await readingOf(withTitleCell(xml))).rows).toEqual([[2, "C-1", expected]]);
  });

  test("keeps letters beyond ASCII whole wherever the file's chunks end", async () => {
    const long = "é€😀".repeat(40_000);
    const { rows } = await readingOf(withTitleCell(`<c r="B2" t="str"><v>${long}</v></c>`));
    expect(rows[0]?.[2] === long).toBe(true);
  });

  test("passes over hidden sheets and sheets without headings, and says which sheets were not read", async () => {
    const content = await workbookOf(
      {
        Lookups: [headings, ["X", "x", day]],
        Notes: [["Remember"]],
        Live: [headings, ["C-1", "A", day]],
        Closed: [headings],
      },
      (workbook) => (workbook.getWorksheet("Lookups")!.state = "hidden"),
    );
    const { register, rows } = await readingOf(content);
    expect(register.sheet).toBe("Live");
    expect(rows).toHaveLength(1);
    expect(register.notices).toMatchObject([
      { code: "SHEETS_NOT_READ", message: expect.stringContaining('"Notes", "Closed"') },
    ]);
    expect((await readingOf(content, { sheet: "Lookups" })).rows[0]?.[1]).toBe("X");
    await expect(readingOf(content, { sheet: "Gone" })).rejects.toThrow("The sheets are Lookups, Notes, Live, Closed.");
  });

  test("says that merged cells read as blank below the first", async () => {
    const content = await workbookOf({ Register: [headings, ["C-1", "A", day], [null, "B", day]] }, (workbook) =>
      workbook.getWorksheet("Register")!.mergeCells("A2:A3"),
    );
    const { register } = await readingOf(content);
    expect(register.notices).toMatchObject([{ code: "MERGED_CELLS", firstRows: [2], example: "A2:A3" }]);
  });

  test("is named as in its tab where the file lists its sheets by absolute addresses", async () => {
    const { register, rows } = await readingOf(zipOf(plainParts));
    expect(register.sheet).toBe("Live & closed");
    expect(rows).toEqual([[2, "C-1", "Vehicles"]]);
  });
});

describe("a damaged workbook", () => {
  test("is refused where a sheet's cells do not say where they stand", async () => {
    const parts = plainParts.map((part) => ({ ...part, content: String(part.content).replaceAll(/ r="[AB]\d"/g, "") }));
    await expect(readingOf(zipOf(parts))).rejects.toThrow("The workbook cannot be read");
  });

  /** Numbers that are the same in every run. */
  function* numbers(seed: number): Generator<number> {
    for (let state = seed; ;) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      yield state;
    }
  }

  test("is read or refused with a reason, whatever bytes are wrong, and never fails otherwise", async () => {
    const rows = Array.from({ length: 50 }, (_, n) => [`C-${n}`, `Title ${n}`, new Date(Date.UTC(2026, 3, 1))]);
    const whole = await workbookOf({ Register: [headings, ...rows] });
    const random = numbers(7);
    const next = (below: number) => (random.next().value as number) % below;
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change <= round % 4; change += 1) bytes[next(bytes.length)] = next(256);
      const outcome = await readingOf(round % 10 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes).then(
        () => "READ",
        (error: unknown) => (error instanceof UnreadableFile ? error.code : `FAILED ${String(error)}`),
      );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].filter((outcome) => outcome.startsWith("FAILED"))).toEqual([]);
    expect(outcomes.get("READ")).toBeGreaterThan(0);
    expect(outcomes.get("DAMAGED_WORKBOOK")).toBeGreaterThan(0);
  });
});
