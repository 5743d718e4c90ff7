import ExcelJS from "exceljs";
import { readWorkbook } from "../../../../addin/workbench/file/readWorkbook.js";
import { FileProblem, type FileSheet, type Look } from "../../../../addin/workbench/file/workbookFile.js";
import { writeWorkbook } from "../../../../addin/workbench/file/writeWorkbook.js";
import { zipOf } from "../../../../addin/workbench/file/zip.js";
import { aSheet, aWorkbookFile, bytesOf } from "./aWorkbookFile.js";

describe("a workbook file", () => {
  test("comes back as it was written", async () => {
    const written = aWorkbookFile();
    const { file, notKept } = await readWorkbook(await bytesOf(await writeWorkbook(written, ["SEVENFOLD"])));
    // Looks are numbered by the file; what matters is what each cell looks like.
    expect(withLooks(file.sheets, file.looks)).toEqual(withLooks(written.sheets, written.looks));
    expect({ ...file, sheets: [], looks: [] }).toEqual({ ...written, sheets: [], looks: [] });
    expect(notKept).toBeNull();
  });

  test("is the same file when the same workbook is written twice", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => writeWorkbook(aWorkbookFile(), []).then(bytesOf)));
    expect(one).toEqual(other);
  });

  test("is read by another program as it was meant", async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await bytesOf(await writeWorkbook(aWorkbookFile(), ["SEVENFOLD"]))).buffer);
    expect(book.worksheets.map(({ name, state }) => [name, state])).toEqual([
      ["Notes & sums", "visible"],
      ["Register (live)", "visible"],
      ["Hidden one", "hidden"],
      ["Lists", "veryHidden"],
    ]);
    const notes = book.getWorksheet("Notes & sums")!;
    expect(notes.getCell("A2").value).toBe('  "<two> lines"\nand a tab\there _x0041_  ');
    expect(notes.getCell("B3").value).toEqual({ formula: "SUM(Contracts[Annual value])", result: 360.5 });
    expect(notes.getCell("B4").formula).toContain("_xlfn.XLOOKUP(");
    expect(notes.getCell("B6").formula).toBe('_xldudf_SEVENFOLD_DOUBLE(0.465)&""');
    expect(notes.getCell("A1").font).toMatchObject({ name: "Arial", size: 14, underline: true, strike: true });
    expect(notes.getCell("B1").isMerged).toBe(true);
    expect([notes.getRow(1).height, notes.getRow(8).hidden]).toEqual([30, true]);
    const register = book.getWorksheet("Register (live)")!;
    expect(register.getCell("A1")).toMatchObject({
      font: { bold: true, color: { argb: "FFFFFFFF" } },
      fill: { type: "pattern", pattern: "solid", fgColor: { argb: "FF1F4E79" } },
      alignment: { horizontal: "center", wrapText: true },
    });
    expect(register.getCell("C2").value).toEqual(new Date(Date.UTC(2027, 2, 31)));
    expect(register.getCell("B2").numFmt).toBe("£#,##0.00");
    expect(register.getCell("C4").border).toMatchObject({
      top: { style: "thin", color: { argb: "FFC00000" } },
      bottom: { style: "double" },
    });
    expect(register.views[0]).toMatchObject({ state: "frozen", xSplit: 2, ySplit: 1 });
    expect(register.getColumn(4).hidden).toBe(true);
    expect(register.getCell("E3").dataValidation).toMatchObject({
      type: "list",
      formulae: ['"Red,Amber,Green"'],
      error: "Pick one.",
    });
    expect(register.getCell("F2").dataValidation.formulae).toEqual(["Lists!$A$1:$A$3"]);
    const table = register.getTable("Contracts") as unknown as {
      table: { tableRef: string; columns: { name: string }[] };
    };
    expect(table.table.tableRef).toBe("A1:C4");
    expect(table.table.columns.map(({ name }) => name)).toEqual(["Ref", "Annual value", "Ends"]);
    expect(book.definedNames.getRanges("Year").ranges).toEqual(["'Register (live)'!$C$2"]);
    expect(book.title).toBe("Register & savings");
  });

  test("of another program is read as it was meant", async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet("Tracker", { views: [{ state: "frozen", xSplit: 1, ySplit: 3 }] });
    sheet.mergeCells("A1:D1");
    sheet.getCell("A1").value = { richText: [{ text: "Savings " }, { text: "2026-27", font: { bold: true } }] };
    sheet.getCell("A2").value = new Date(Date.UTC(2026, 3, 1));
    sheet.getCell("A2").numFmt = "dd mmm yyyy";
    sheet.getCell("B2").value = { formula: "A2+1", result: 46114 };
    sheet.getCell("B3").value = { sharedFormula: "B2", result: 46115 };
    sheet.getCell("C2").value = { error: "#DIV/0!" };
    sheet.getCell("D2").value = true;
    sheet.getCell("A2").fill = {
      type: "pattern",
      pattern: "solid",
      fgColor: { theme: 4, tint: 0.6 } as unknown as ExcelJS.Color,
    };
    sheet.getColumn(2).width = 20;
    sheet.getCell("D9").dataValidation = { type: "whole", operator: "between", formulae: [1, 9] };
    sheet.addConditionalFormatting({
      ref: "A1:A9",
      rules: [{ type: "expression", priority: 1, formulae: ["A1>1"], style: {} }],
    });
    sheet.addTable({
      name: "Savings",
      ref: "A5",
      headerRow: true,
      totalsRow: true,
      columns: [{ name: "Ref" }, { name: "£k", totalsRowFunction: "sum" }],
      rows: [
        ["S-1", 12],
        ["S-2", 30],
      ],
    });
    book.definedNames.add("Tracker!$A$2", "First_day");
    const { file, notKept } = await readWorkbook(new Uint8Array(await book.xlsx.writeBuffer()));
    const [tracker] = file.sheets;
    const cellAt = (row: number, column: number) =>
      tracker!.cells.find((cell) => cell.row === row && cell.column === column)!;
    expect(cellAt(0, 0).value).toBe("Savings 2026-27");
    expect(cellAt(1, 0).value).toBe(46113);
    expect(file.looks[cellAt(1, 0).look]).toMatchObject({ numberFormat: "dd mmm yyyy", fillColor: "#B9CDE5" });
    expect([cellAt(1, 1).formula, cellAt(2, 1).formula]).toEqual(["=A2+1", "=A3+1"]);
    expect([cellAt(1, 2).value, cellAt(1, 3).value]).toEqual(["#DIV/0!", true]);
    expect(tracker).toMatchObject({
      frozen: { rows: 3, columns: 1 },
      merged: [{ row: 0, column: 0, rowCount: 1, columnCount: 4 }],
    });
    expect(tracker!.columns.find(({ first }) => first === 1)?.width).toBe(140);
    expect(tracker!.tables).toMatchObject([
      {
        name: "Savings",
        area: { row: 4, column: 0, rowCount: 3, columnCount: 2 },
        columns: [{ name: "Ref" }, { name: "£k" }],
      },
    ]);
    expect(cellAt(7, 1).formula).toBe("=SUBTOTAL(109,Savings[£k])");
    expect(file.names).toEqual([
      { name: "First_day", formula: "=Tracker!$A$2", comment: "", visible: true, sheet: null },
    ]);
    expect(notKept).toBe(
      "Not kept here: 1 conditional format and 1 check on entries that is no list. The file itself is as it was.",
    );
  });

  describe("that is not what it says", () => {
    const named = (parts: Record<string, string>) =>
      zipOf(Object.entries(parts).map(([name, text]) => ({ name, text }))).then(bytesOf);
    const opened = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const error = await readWorkbook(bytes).then(
        () => null,
        (problem: unknown) => problem,
      );
      expect(error).toBeInstanceOf(FileProblem);
      return (error as FileProblem).message;
    };
    const minimal = {
      "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    };
    const sheetOf = (cells: string) => `<worksheet><sheetData>${cells}</sheetData></worksheet>`;

    test.each([
      ["text", new TextEncoder().encode("Ref,Value\nC-1,5"), "no workbook"],
      [
        "an old or locked workbook",
        Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, ...Array<number>(40).fill(0)),
        "old .xls workbook",
      ],
      ["nothing", new Uint8Array(0), "no workbook"],
      ["a zip that breaks off", Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3), "damaged"],
    ])("is refused: %s", async (_, bytes, words) => {
      expect(await opened(bytes)).toContain(words);
    });

    test("is refused: a zip without a workbook, a binary workbook, and one that counts from 1904", async () => {
      expect(await opened(await named({ "readme.txt": "hello" }))).toContain("no workbook");
      expect(await opened(await named({ "xl/workbook.bin": "x" }))).toContain("binary .xlsb");
      expect(
        await opened(await named({ "xl/workbook.xml": '<workbook><workbookPr date1904="1"/></workbook>' })),
      ).toContain("1904");
    });

    test("is refused: a sheet that unpacks to far more than it is packed", async () => {
      const bomb = await named({ ...minimal, "xl/worksheets/sheet1.xml": sheetOf(" ".repeat(60_000_000)) });
      expect(bomb.length).toBeLessThan(200_000);
      expect(await opened(bomb)).toContain("unpacks to far more");
    });

    test("is refused: a document type, and tags that break off", async () => {
      const entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet/>';
      expect(await opened(await named({ ...minimal, "xl/worksheets/sheet1.xml": entities }))).toContain(
        "document type",
      );
      expect(await opened(await named({ ...minimal, "xl/worksheets/sheet1.xml": sheetOf('<c r="A1') }))).toContain(
        "breaks off",
      );
    });

    test("is damaged when any of its bytes is lost, or is read all the same, but never hangs or fails otherwise", async () => {
      const whole = await bytesOf(await writeWorkbook(aWorkbookFile(), []));
      for (let at = 0; at < whole.length; at += 101) {
        const broken = Uint8Array.from(whole);
        broken[at] = (broken[at] ?? 0) ^ 0xff;
        const error = await readWorkbook(broken).then(
          () => null,
          (problem: unknown) => problem,
        );
        if (error !== null) expect(error).toBeInstanceOf(FileProblem);
      }
    });

    test("has its macros left behind, and keeps the last values of formulas that read other workbooks", async () => {
      const cells =
        '<row r="1"><c r="A1"><f>[1]Prices!A1*2</f><v>84</v></c><c r="B1"><f>Table1[1]</f><v>5</v></c></row>';
      const { file, notKept } = await readWorkbook(
        await named({ ...minimal, "xl/worksheets/sheet1.xml": sheetOf(cells), "xl/vbaProject.bin": "Sub Auto_Open()" }),
      );
      expect(file.sheets[0]?.cells).toEqual([
        { row: 0, column: 0, value: 84, formula: null, look: 0, spill: null },
        { row: 0, column: 1, value: 5, formula: "=Table1[1]", look: 0, spill: null },
      ]);
      expect(notKept).toContain("1 set of macros");
      expect(notKept).toContain("1 formula that reads another workbook");
    });

    test("keeps to the limit of cells and to the edges of a sheet", async () => {
      const { file } = await readWorkbook(
        await named({
          ...minimal,
          "xl/worksheets/sheet1.xml": sheetOf('<row r="99999999"><c r="ZZZZ9"><v>1</v></c><c><v>2</v></c></row>'),
        }),
      );
      expect(file.sheets[0]?.cells).toEqual([]);
    });
  });

  test("a range written once keeps its list, however tall it is", async () => {
    const list = {
      areas: [{ row: 0, column: 0, rowCount: 1_048_576, columnCount: 1 }],
      source: "A,B",
      showInCell: true,
      ignoreBlanks: true,
      errorAlert: null,
      prompt: null,
    };
    const { file } = await readWorkbook(
      await bytesOf(
        await writeWorkbook(
          { ...aWorkbookFile(), sheets: [aSheet("One", { lists: [list] })], activeSheet: 0, names: [] },
          [],
        ),
      ),
    );
    expect(file.sheets[0]?.lists[0]?.areas).toEqual(list.areas);
  });
});

/** Sheets with each number of a look replaced by the look. */
const withLooks = (sheets: readonly FileSheet[], looks: readonly Look[]) =>
  sheets.map((sheet) => ({
    ...sheet,
    cells: sheet.cells.map((cell) => ({ ...cell, look: looks[cell.look] })),
    columns: sheet.columns.map((column) => ({ ...column, look: looks[column.look] })),
    rows: [...sheet.rows].map(([row, more]) => [row, { ...more, look: looks[more.look] }]),
  }));
