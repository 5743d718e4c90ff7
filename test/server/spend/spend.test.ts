import { isRedacted, readSpendRow, supplierNameIn } from "../../../server/spend/spend.js";
import { spendHeadings } from "../../../server/spend/spendHeadings.js";
import { type Cell } from "../../../server/shared/cell.js";

const columnsOf = (headings: readonly string[]) =>
  new Map(spendHeadings.mapHeadings(headings).columns.map((column) => [column.field, column]));
const reading = (headings: readonly string[], cells: readonly Cell[]) =>
  readSpendRow({ row: 2, cells }, columnsOf(headings), null);

describe("a heading of published spend", () => {
  test.each([
    [["Expenditure Category", "Date", "Total Invoice Amount", "SUPPLIER"], "category postedOn netAmount supplier"],
    [["* Expenditure Category", "* Date", "TOTAL", "* SUPPLIER FINAL"], "category postedOn netAmount supplier"],
    [
      ["Payment Date", "Transaction Number", "Amount", "Supplier Name", "Supplier ID"],
      "postedOn voucher netAmount supplier",
    ],
    [
      ["Date Paid", "Invoice No", "PO Number", "Net Amount", "VAT", "Payee"],
      "postedOn invoiceNumber purchaseOrder netAmount vatAmount supplier",
    ],
  ])("it is understood in %j", (headings, fields) => {
    expect(
      spendHeadings
        .mapHeadings(headings)
        .columns.map(({ field }) => field)
        .join(" "),
    ).toBe(fields);
  });
});

describe("a row of published spend", () => {
  const headings = ["Date", "Amount", "Supplier", "Document type"];

  test.each<[Cell, Cell, string, string]>([
    ["31/03/2023", "£1,250.50", "2023-03-31", "1250.50"],
    [45_016, 4999.999999999999, "2023-03-31", "5000.00"],
    [{ date: "2023-03-31" }, 6471.600000000006, "2023-03-31", "6471.60"],
    ["2023-03-31", "(12.00)", "2023-03-31", "-12.00"],
  ])("it has its day and amount from %j and %j", (day, amount, postedOn, netAmount) => {
    expect(reading(headings, [day, amount, "A", null])).toMatchObject({ line: { postedOn, netAmount } });
  });

  test.each([
    ["-1.00", null, "CREDIT_NOTE"],
    ["-1.00", "CRN", "CREDIT_NOTE"],
    ["1.00", "Invoice", "INVOICE"],
    ["0.00", "Credit note", "CREDIT_NOTE"],
  ])("it is, with %s and %s, a %s", (amount, type, kind) => {
    expect(reading(headings, ["01/04/2023", amount, "A", type])).toMatchObject({ line: { kind } });
  });

  test.each([
    [[null, "1.00", "A"], "NO_DATE", "Date"],
    [["31/02/2023", "1.00", "A"], "NO_SUCH_DAY", "Date"],
    [["01/04/1923", "1.00", "A"], "YEAR_OUT_OF_RANGE", "Date"],
    [["01/04/2023", null, "A"], "NO_AMOUNT", "Amount"],
    [["01/04/2023", "1.005", "A"], "PARTS_OF_A_PENNY", "Amount"],
    [["01/04/2023", "1.00", "A", "CRN"], "CREDIT_ABOVE_ZERO", "Amount"],
  ])("it is refused for %j with %s in column %s", (cells, code, column) => {
    const { line, problems } = reading(headings, cells) as { line: null; problems: object[] };
    expect(line).toBeNull();
    expect(problems).toEqual([
      expect.objectContaining({ row: 2, code, column, reason: expect.stringMatching(/^Row 2: /) }),
    ]);
  });
});

describe("a supplier as published", () => {
  test.each([
    ["10708860@T.W.REAVELEY", "T.W.REAVELEY"],
    ["LANCASHIRE COUNTY COUNCIL (200398)", "LANCASHIRE COUNTY COUNCIL"],
    ["2am", "2am"],
    ["Acme (UK) Ltd", "Acme (UK) Ltd"],
    ["???", null],
    ["REDACTED PERSONAL DATA", null],
    [null, null],
  ])("it is, from %j, called %j", (text, name) => expect(supplierNameIn(text)).toBe(name));

  test.each([
    "Redacted",
    "NAME WITHHELD",
    "THIRD PARTY",
    "THIRD PARTY SUPPLIER",
    "*****",
    "Private Individual",
    "XXXX",
  ])("it is taken as redacted for %s", (text) => expect(isRedacted(text)).toBe(true));
  test.each(["Third Party Logistics Ltd", "Exempt Cleaning Ltd", "Maxxx Ltd", null])(
    "it is not taken as redacted for %s",
    (text) => expect(isRedacted(text)).toBe(false),
  );
});
