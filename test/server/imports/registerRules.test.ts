import { type Cell } from "../../../server/shared/cell.js";
import { mapHeadings } from "../../../server/imports/headings.js";
import { type ContractFacts, type RowDraft } from "../../../server/imports/import.js";
import { contractsFrom } from "../../../server/imports/oneContract.js";
import { readRow } from "../../../server/imports/registerRules.js";

function reading(cells: Readonly<Record<string, Cell>>, row = 41) {
  const { columns, vatBasis } = mapHeadings(Object.keys(cells));
  const rules = {
    sheet: "Live",
    columns: new Map(columns.map((column) => [column.field, column])),
    vatBasis,
    today: "2026-11-22",
  };
  return readRow({ row, cells: Object.values(cells) }, rules);
}
const good = { Reference: "C-1", Title: "Vehicles" };

describe("a row of a register", () => {
  test("becomes a contract with only the facts that it states", () => {
    const { draft, problems, notices } = reading({
      ...good,
      Description: "Vehicles",
      Supplier: "Alpha Ltd",
      "Company number": "928555",
      SME: "Y",
      "Supplier address": "1 Road, NR1 1AA",
      Industry: "Motor vehicles - 34100000, Ships - 34500000",
      "Start date": "01/04/2026",
      "End date": "Ongoing",
      "Annual value inc VAT": "£1,000",
      "Review date": "",
    });
    expect(problems).toEqual([]);
    expect(notices).toMatchObject([{ code: "NO_END_DATE", row: 41, column: "End date" }]);
    expect(draft).toEqual({
      row: 41,
      sheet: "Live",
      reference: "C-1",
      facts: {
        title: "Vehicles",
        category: { scheme: "CPV", code: "34100000", name: "Motor vehicles" },
        startsOn: "2026-04-01",
        initialEndsOn: null,
        annualValue: "1000.00",
        valueVatBasis: "GROSS",
      },
      supplier: { name: "Alpha Ltd", companyNumber: "00928555", isSme: true, isVcse: null, postcode: "NR1 1AA" },
    });
  });

  test.each<[string, Record<string, Cell>, string, string | null]>([
    [
      "no reference",
      { Reference: " ", Title: "A" },
      "Row 41: no contract reference, so a second import could not find it again. Give it one, or map another column with --map.",
      null,
    ],
    ["a reference still to come", { Reference: "TBC", Title: "A" }, "Row 41: no contract reference", null],
    ["no title", { Reference: "C-1", Title: null }, "Row 41: no title.", null],
    [
      "a day that does not exist",
      { ...good, "Start date": "31/02/2026" },
      'Row 41: There is no day "31/02/2026".',
      null,
    ],
    [
      "an amount in millions",
      { ...good, "Contract value": "£1.2m" },
      'Row 41: "£1.2m" is not an exact amount.',
      "1200000.00",
    ],
    [
      "an end before the start",
      { ...good, "Start date": "01/04/2026", "End date": "31/03/2026" },
      "Row 41: the contract ends on 31/03/2026, before it starts on 01/04/2026.",
      null,
    ],
    [
      "a value below zero",
      { ...good, "Contract value": "(3728)" },
      "Row 41: a contract's value cannot be below zero.",
      null,
    ],
    [
      "a flag of ours that is neither",
      { ...good, "Managed by procurement": "perhaps" },
      'Row 41: "perhaps" is neither yes nor no.',
      null,
    ],
  ])("is refused for %s", (_title, cells, reason, suggestion) => {
    const { draft, problems } = reading(cells);
    expect(draft).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ row: 41, sheet: "Live", reason: expect.stringContaining(reason), suggestion });
  });

  test("is told all its problems at once", () => {
    const { problems } = reading({ Reference: "", Title: "", "Start date": "soon", "Contract value": "lots" });
    expect(problems.map(({ code, column }) => [code, column])).toEqual([
      ["NO_REFERENCE", "Reference"],
      ["NO_TITLE", "Title"],
      ["NOT_A_DATE", "Start date"],
      ["NOT_MONEY", "Contract value"],
    ]);
  });

  test("says nothing of the supplier's size where an amount shows that cells have slipped", () => {
    const { draft, notices } = reading({
      ...good,
      Supplier: "Dover Harbour Board",
      "Supplier is SME?": "£57,270",
      "Supplier is VCSE?": "Yes",
    });
    expect(draft?.supplier).toMatchObject({ isSme: null, isVcse: null });
    expect(notices).toMatchObject([{ code: "CELLS_SLIPPED", value: "£57,270" }]);
  });

  test.each<[string, Record<string, Cell>]>([
    ["NOT_A_COMPANY_NUMBER", { ...good, Supplier: "A", "Company number": "SW1P 4DF" }],
    ["NOT_YES_OR_NO", { ...good, Supplier: "A", SME: "maybe" }],
    ["LABEL_NOT_KNOWN", { ...good, "Procedure type": "Catalogue purchase" }],
    ["STAND_IN_DATE", { ...good, "Start date": "01-Jan-2000" }],
    ["EMPTY_DATE", { ...good, "Start date": "01/01/1900" }],
    ["ZERO_VALUE", { ...good, "Contract value": 0 }],
    ["FAR_AWAY_DATE", { ...good, "Awarded date": "9 July 2108" }],
    ["TO_BE_CONFIRMED", { ...good, "End date": "TBC" }],
    ["TEXT_CUT", { ...good, Description: "x".repeat(5000) }],
  ])("is taken with the notice %s", (code, cells) => {
    const { draft, notices } = reading(cells);
    expect(draft).not.toBeNull();
    expect(notices.map((notice) => notice.code)).toEqual([code]);
  });
});

describe("rows with one reference", () => {
  const supplier = (name: string, companyNumber: string | null = null) => ({
    name,
    companyNumber,
    isSme: null,
    isVcse: null,
    postcode: null,
  });
  const row = (number: number, facts: Partial<ContractFacts>, name: string | null, reference = "C-1"): RowDraft => ({
    row: number,
    sheet: null,
    reference,
    facts: { title: "Care", ...facts },
    supplier: name === null ? null : supplier(name),
  });

  test("become one contract with a supplier from each", () => {
    const { contracts, problems } = contractsFrom([
      row(2, {}, "Alpha"),
      row(3, {}, "Beta", "c-1"),
      row(4, {}, "ALPHA"),
      row(5, { note: "x" }, null),
    ]);
    expect(problems).toEqual([]);
    expect(contracts).toMatchObject([
      {
        reference: "C-1",
        facts: { title: "Care", note: "x" },
        suppliers: [{ name: "Alpha" }, { name: "Beta" }],
        rows: [
          { row: 2, facts: ["title"], supplier: 0 },
          { row: 3, facts: [], supplier: 1 },
          { row: 4, facts: [], supplier: null },
          { row: 5, facts: ["note"], supplier: null },
        ],
      },
    ]);
  });

  test("are refused where a later one contradicts an earlier one", () => {
    const { contracts, problems } = contractsFrom([
      row(2, { awardValue: "1.00", startsOn: "2026-04-01" }, "Alpha"),
      row(9, { awardValue: "2.00", startsOn: "2026-05-01" }, "Beta"),
    ]);
    expect(contracts).toMatchObject([{ suppliers: [{ name: "Alpha" }], rows: [{ row: 2 }] }]);
    expect(problems).toMatchObject([
      {
        row: 9,
        code: "CONFLICTING_ROWS",
        reason:
          "Row 9: row 2 has the same contract reference C-1 but another value and start date. Give one of them its own reference, or make the two agree.",
      },
    ]);
  });
});
