import { columnLetters } from "../../host/addresses.js";
import type { CellValue } from "../../host/backend.js";
import { MONTHS } from "../../host/memory/displayedText.js";
import { daySerial } from "../../host/memory/typedEntry.js";
import type { FileCell, FileSheet, Look, WorkbookFile } from "../file/workbookFile.js";
import type { SampleRow, SampleRows } from "./sampleRows.js";

/**
 * A force's own workbook, as people keep it: title rows, own headings in their own order, thousands of pounds, dates as
 * text here and there, blank rows, colour bands, formulas, totals and notes. Out of date in a few places, with a
 * reference that nobody knows and one that is there twice. The same rows give the same workbook.
 */
export function sampleWorkbook({ force, contracts, savings }: SampleRows): WorkbookFile {
  const looks = new LookBook();
  return {
    sheets: [
      register(force, contracts, looks),
      tracker(force, savings, looks),
      summary(force, contracts.length, looks),
    ],
    activeSheet: 0,
    looks: looks.all,
    names: [{ name: "Year_end", formula: "=Summary!$B$4", comment: "", visible: true, sheet: null }],
    xmlParts: [],
    properties: { title: `${force} register and savings tracker` },
  };
}

class LookBook {
  readonly all: Look[] = [{}];

  place(look: Look): number {
    const text = JSON.stringify(look);
    const known = this.all.findIndex((one) => JSON.stringify(one) === text);
    return known >= 0 ? known : this.all.push(look) - 1;
  }
}

const TITLE: Look = { bold: true, fontSize: 14, fontColor: "#3B2A63" };
const UNDER_TITLE: Look = { italic: true, fontColor: "#5F5F5F" };
const line = { style: "thin", color: "#8D7BB5" };
const HEADING: Look = {
  bold: true,
  fontColor: "#FFFFFF",
  fillColor: "#5B4A8A",
  wrapText: true,
  verticalAlignment: "Center",
  horizontalAlignment: "Center",
  borders: { top: line, bottom: line },
};
const BAND = "#EFEAF8";
const TOTAL: Look = {
  bold: true,
  fillColor: "#D9CFEE",
  borders: { top: { style: "thin", color: "#3B2A63" }, bottom: { style: "double", color: "#3B2A63" } },
};
const THOUSANDS = "#,##0.00";
const DAY = "dd/mm/yy";

/** Collects the cells of one sheet. */
class Writer {
  readonly cells: FileCell[] = [];

  constructor(readonly looks: LookBook) {}

  put(row: number, column: number, entry: CellValue, look: Look = {}): void {
    const formula = typeof entry === "string" && entry.startsWith("=") ? entry : null;
    this.cells.push({
      row,
      column,
      value: formula === null ? entry : "",
      formula,
      look: this.looks.place(look),
      spill: null,
    });
  }
}

function register(force: string, contracts: readonly SampleRow[], looks: LookBook): FileSheet {
  const writer = new Writer(looks);
  const headings = [
    "Ref No",
    "What it is for",
    "Contractor",
    "Cat.",
    "Start",
    "Expiry",
    "Annual value £k",
    "Months",
    "Whole life £k",
    "Contract owner",
    "Notes",
  ];
  writer.put(0, 0, `${titled(force)}: CONTRACTS REGISTER (v7 FINAL)`, TITLE);
  writer.put(1, 0, "Figures in £k unless it says otherwise. Please do not sort!", UNDER_TITLE);
  const top = 3;
  for (const [column, heading] of headings.entries()) writer.put(top, column, heading, HEADING);
  let row = top + 1;
  let band = false;
  for (const [index, contract] of contracts.entries()) {
    if (index > 0 && index % 12 === 0) {
      row += 1;
      band = !band;
    }
    const look: Look = band ? { fillColor: BAND } : {};
    const at = row + 1;
    const value = text(contract.annualValue);
    const start = text(contract.startsOn);
    const end = text(contract.currentEndsOn);
    const isStale = index % 17 === 5;
    writer.put(row, 0, referenceAsTyped(text(contract.reference), index), look);
    writer.put(row, 1, text(contract.title), look);
    writer.put(row, 2, supplierAsTyped(text(contract.supplier), index), look);
    writer.put(row, 3, text(contract.category), look);
    writer.put(row, 4, start === "" ? "" : serial(start), { ...look, numberFormat: DAY });
    writer.put(row, 5, expiryAsTyped(end, index), { ...look, ...(index % 3 === 0 ? {} : { numberFormat: DAY }) });
    writer.put(row, 6, value === "" ? "tbc" : (Number(value) / 1000) * (isStale ? 0.9 : 1), {
      ...look,
      numberFormat: THOUSANDS,
    });
    writer.put(row, 7, start === "" || end === "" ? "" : monthsBetween(start, end), look);
    writer.put(row, 8, `=IF(ISNUMBER(G${at}),G${at}*N(H${at})/12,0)`, { ...look, numberFormat: THOUSANDS });
    writer.put(row, 9, text(contract.ownerRole), look);
    writer.put(row, 10, NOTES[index % NOTES.length] ?? "", { ...look, fontColor: "#7A4B00" });
    row += 1;
  }
  const [first] = contracts;
  if (first) {
    // A row that was copied and forgotten, and one that only this register knows.
    writer.put(row, 0, text(first.reference));
    writer.put(row, 1, `${text(first.title)} (dup?)`);
    writer.put(row, 6, Number(text(first.annualValue)) / 1000, { numberFormat: THOUSANDS });
    writer.put(row + 1, 0, `${force}-OLD-12`);
    writer.put(row + 1, 1, "Cycle scheme, ask finance");
    writer.put(row + 1, 6, 4.5, { numberFormat: THOUSANDS });
    row += 2;
  }
  const total = row + 1;
  for (let column = 0; column < headings.length; column++) {
    const sum = `=SUM(${columnLetters(column)}${top + 2}:${columnLetters(column)}${row})`;
    writer.put(total, column, column === 0 ? "TOTAL" : column === 6 || column === 8 ? sum : "", {
      ...TOTAL,
      numberFormat: THOUSANDS,
    });
  }
  return {
    ...plainSheet("Contracts register", writer.cells),
    merged: [0, 1].map((at) => ({ row: at, column: 0, rowCount: 1, columnCount: headings.length })),
    columns: widths([120, 300, 240, 210, 84, 150, 110, 70, 100, 260, 190]),
    rows: new Map([
      [0, { height: 26, hidden: false, look: 0 }],
      [top, { height: 32, hidden: false, look: 0 }],
    ]),
    frozen: { rows: top + 1, columns: 0 },
  };
}

function tracker(force: string, savings: readonly SampleRow[], looks: LookBook): FileSheet {
  const writer = new Writer(looks);
  const headings = [
    "Saving ID",
    "Project",
    "Type",
    "Stage",
    "Contract ref",
    "Baseline £k",
    "New cost £k",
    "Saving £k",
    "From",
    "To",
    "Comment",
  ];
  writer.put(0, 0, `${titled(force)}: savings tracker 2026-27`, TITLE);
  const top = 2;
  for (const [column, heading] of headings.entries()) writer.put(top, column, heading);
  for (const [index, saving] of savings.entries()) {
    const row = top + 1 + index;
    const pounds = (field: string): CellValue => (text(saving[field]) === "" ? "" : Number(text(saving[field])) / 1000);
    writer.put(row, 0, text(saving.reference));
    writer.put(row, 1, text(saving.title));
    writer.put(row, 2, words(text(saving.savingClass)));
    writer.put(row, 3, words(text(saving.stage)));
    writer.put(row, 4, text(saving.contract));
    writer.put(row, 5, pounds("baselineValue"), { numberFormat: THOUSANDS });
    writer.put(row, 6, pounds("newValue"), { numberFormat: THOUSANDS });
    writer.put(row, 7, `=F${row + 1}-G${row + 1}`, { numberFormat: THOUSANDS });
    writer.put(row, 8, text(saving.startsOn) === "" ? "" : serial(text(saving.startsOn)), { numberFormat: "mmm yy" });
    writer.put(row, 9, text(saving.endsOn) === "" ? "one-off" : expiryAsTyped(text(saving.endsOn), index), {
      numberFormat: DAY,
    });
    writer.put(row, 10, index % 5 === 2 ? "Finance to confirm" : "");
  }
  const area = { row: top, column: 0, rowCount: Math.max(2, savings.length + 1), columnCount: headings.length };
  return {
    ...plainSheet("Savings tracker", writer.cells),
    merged: [{ row: 0, column: 0, rowCount: 1, columnCount: headings.length }],
    columns: widths([120, 360, 130, 110, 130, 100, 100, 100, 80, 150, 170]),
    frozen: { rows: top + 1, columns: 0 },
    tables: [
      {
        id: "{5A3B1E00-0000-4000-8000-000000000001}",
        name: "Tracker",
        area,
        columns: headings.map((name, index) => ({ id: index + 1, name, shownValues: null })),
        style: "TableStyleMedium2",
        showBandedRows: true,
        showBandedColumns: false,
        highlightFirstColumn: false,
        highlightLastColumn: false,
        showFilterButton: true,
      },
    ],
  };
}

function summary(force: string, contractCount: number, looks: LookBook): FileSheet {
  const writer = new Writer(looks);
  writer.put(0, 0, `${titled(force)}: for the quarterly report`, TITLE);
  const lines: [string, CellValue, string?][] = [
    ["Contracts on the register", `=COUNTA('Contracts register'!A5:A${contractCount + 30})`, "#,##0"],
    ["Year end", serial("2027-03-31"), "dd/mm/yyyy"],
    ["Value a year, £k", `=SUM('Contracts register'!G5:G${contractCount + 10})`, THOUSANDS],
    ["Savings tracked, £k", "=SUM(Tracker[Saving £k])", THOUSANDS],
    ["Largest saving, £k", "=MAX(Tracker[Saving £k])", THOUSANDS],
  ];
  for (const [index, [label, entry, numberFormat = "General"]] of lines.entries()) {
    writer.put(index + 2, 0, label, { fillColor: BAND });
    writer.put(index + 2, 1, entry, { bold: true, numberFormat });
  }
  return { ...plainSheet("Summary", writer.cells), columns: widths([220, 120]) };
}

const plainSheet = (name: string, cells: readonly FileCell[]): FileSheet => ({
  name,
  cells,
  visibility: "Visible",
  columns: [],
  rows: new Map(),
  defaultWidth: null,
  defaultHeight: null,
  frozen: { rows: 0, columns: 0 },
  merged: [],
  lists: [],
  tables: [],
  showsGridlines: true,
  isProtected: false,
});

const widths = (pixels: readonly number[]) =>
  pixels.map((width, column) => ({ first: column, last: column, width, hidden: false, look: 0 }));

const NOTES = ["", "", "see e-mail", "", "renewal with finance", "", "", "PO raised", "", "price review due?", ""];

const text = (value: SampleRow[string] | undefined): string =>
  value === null || value === undefined ? "" : String(value);

const titled = (force: string): string => force.charAt(0) + force.slice(1).toLowerCase().replaceAll("_", " ");

/** "COST_AVOIDANCE" as people write it: "Cost avoidance". */
const words = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase().replaceAll("_", " ");

const referenceAsTyped = (reference: string, index: number): string =>
  index % 11 === 4 ? `${reference} ` : index % 13 === 6 ? reference.toLowerCase() : reference;

const supplierAsTyped = (supplier: string, index: number): string =>
  index % 7 === 3 ? supplier.toUpperCase() : index % 9 === 5 ? supplier.replace(/ Limited$| Ltd$/, "") : supplier;

/** Every third date is text, in one of the ways in which people write it. */
function expiryAsTyped(day: string, index: number): CellValue {
  if (day === "") return index % 2 === 0 ? "rolling" : "";
  const [year = "", month = "", date = ""] = day.split("-");
  if (index % 3 !== 0) return serial(day);
  return index % 2 === 0 ? `${date}.${month}.${year}` : `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}

function serial(day: string): CellValue {
  const [year, month, date] = day.split("-").map(Number);
  return daySerial(year ?? 0, month ?? 0, date ?? 0) ?? day;
}

function monthsBetween(start: string, end: string): number {
  const [startYear = 0, startMonth = 0] = start.split("-").map(Number);
  const [endYear = 0, endMonth = 0] = end.split("-").map(Number);
  return (endYear - startYear) * 12 + endMonth - startMonth + 1;
}
