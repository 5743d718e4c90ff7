import type { FileSheet, WorkbookFile } from "../../../../addin/workbench/file/workbookFile.js";

/** A sheet with nothing on it, but for what a test says. */
export const aSheet = (name: string, more: Partial<FileSheet> = {}): FileSheet => ({
  name,
  visibility: "Visible",
  cells: [],
  columns: [],
  rows: new Map(),
  defaultWidth: null,
  defaultHeight: 15,
  frozen: { rows: 0, columns: 0 },
  merged: [],
  lists: [],
  tables: [],
  showsGridlines: true,
  isProtected: false,
  ...more,
});

/** A workbook with one of everything that a file keeps. */
export const aWorkbookFile = (): WorkbookFile => ({
  activeSheet: 1,
  looks: [
    {},
    { bold: true, fontColor: "#FFFFFF", fillColor: "#1F4E79", horizontalAlignment: "Center", wrapText: true },
    { numberFormat: "£#,##0.00" },
    { numberFormat: "dd/mm/yyyy", italic: true, verticalAlignment: "Top" },
    {
      numberFormat: "0.0%",
      borders: { top: { style: "thin", color: "#C00000" }, bottom: { style: "double", color: "#000000" } },
    },
    {
      fontName: "Arial",
      fontSize: 14,
      underline: "Single",
      strikethrough: true,
      indentLevel: 2,
      horizontalAlignment: "Left",
    },
    { numberFormat: "@", locked: false },
  ],
  sheets: [
    aSheet("Notes & sums", {
      cells: [
        { row: 0, column: 0, value: "Contracts register", formula: null, look: 5, spill: null },
        { row: 1, column: 0, value: '  "<two> lines"\nand a tab\there _x0041_  ', formula: null, look: 0, spill: null },
        { row: 2, column: 1, value: 360.5, formula: "=SUM(Contracts[Annual value])", look: 2, spill: null },
        {
          row: 3,
          column: 1,
          value: "C-1",
          formula: `=XLOOKUP("C-1",'Register (live)'!$A$2:$A$4,'Register (live)'!A2:A4)`,
          look: 0,
          spill: null,
        },
        { row: 4, column: 1, value: "#N/A", formula: "=NA()", look: 0, spill: null },
        { row: 5, column: 1, value: "0.93", formula: '=SEVENFOLD.DOUBLE(0.465)&""', look: 4, spill: null },
        { row: 6, column: 1, value: true, formula: "=Year>2025", look: 0, spill: null },
      ],
      merged: [{ row: 0, column: 0, rowCount: 1, columnCount: 4 }],
      columns: [{ first: 0, last: 0, width: 180, hidden: false, look: 0 }],
      rows: new Map([
        [0, { height: 30, hidden: false, look: 0 }],
        [7, { height: null, hidden: true, look: 0 }],
      ]),
      showsGridlines: false,
      isProtected: true,
    }),
    aSheet("Register (live)", {
      cells: [
        ...["Ref", "Annual value", "Ends"].map((value, column) => ({
          row: 0,
          column,
          value,
          formula: null,
          look: 1,
          spill: null,
        })),
        { row: 1, column: 0, value: "C-1", formula: null, look: 6, spill: null },
        { row: 1, column: 1, value: 120.25, formula: null, look: 2, spill: null },
        { row: 1, column: 2, value: 46477, formula: null, look: 3, spill: null },
        { row: 2, column: 0, value: "007", formula: null, look: 6, spill: null },
        { row: 2, column: 1, value: 240.25, formula: "=B2*2-0.25", look: 2, spill: null },
        { row: 3, column: 0, value: false, formula: null, look: 0, spill: null },
        { row: 3, column: 2, value: "", formula: null, look: 4, spill: null },
      ],
      columns: [
        { first: 0, last: 1, width: 96, hidden: false, look: 0 },
        { first: 3, last: 3, width: 64, hidden: true, look: 0 },
      ],
      frozen: { rows: 1, columns: 2 },
      lists: [
        {
          areas: [
            { row: 1, column: 4, rowCount: 3, columnCount: 1 },
            { row: 9, column: 4, rowCount: 1, columnCount: 1 },
          ],
          source: "Red,Amber,Green",
          showInCell: true,
          ignoreBlanks: true,
          errorAlert: { message: "Pick one.", showAlert: true, style: "Warning", title: "Status" },
          prompt: { message: "Red is bad.", showPrompt: true, title: "Status" },
        },
        {
          areas: [{ row: 1, column: 5, rowCount: 3, columnCount: 1 }],
          source: "=Lists!$A$1:$A$3",
          showInCell: true,
          ignoreBlanks: false,
          errorAlert: { message: "", showAlert: true, style: "Stop", title: "" },
          prompt: null,
        },
      ],
      tables: [
        {
          id: "{11111111-2222-3333-4444-555555555555}",
          name: "Contracts",
          area: { row: 0, column: 0, rowCount: 4, columnCount: 3 },
          columns: [
            { id: 1, name: "Ref", shownValues: null },
            { id: 7, name: "Annual value", shownValues: null },
            { id: 3, name: "Ends", shownValues: ["", "31/03/2027"] },
          ],
          style: "TableStyleMedium2",
          showBandedRows: true,
          showBandedColumns: false,
          highlightFirstColumn: false,
          highlightLastColumn: false,
          showFilterButton: true,
        },
      ],
    }),
    aSheet("Hidden one", { visibility: "Hidden" }),
    aSheet("Lists", {
      visibility: "VeryHidden",
      cells: ["Kent", "Norfolk", "Suffolk"].map((value, row) => ({
        row,
        column: 0,
        value,
        formula: null,
        look: 0,
        spill: null,
      })),
    }),
  ],
  names: [
    { name: "Year", formula: "='Register (live)'!$C$2", comment: "Which year", visible: true, sheet: null },
    { name: "Vat_rate", formula: "=0.2", comment: "", visible: false, sheet: 1 },
  ],
  xmlParts: [{ id: "{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}", xml: '<s xmlns="urn:test">x &amp; y</s>' }],
  properties: { title: "Register & savings", author: "Procurement" },
});

export const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());
