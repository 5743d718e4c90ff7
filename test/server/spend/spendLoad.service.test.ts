import { gzipSync } from "node:zlib";
import ExcelJS from "exceljs";
import { sourceOf } from "../../../server/imports/textStream.js";
import { type LoadAccount, loadSpend } from "../../../server/spend/spendLoad.service.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorAndAForce, contextOf, csv, loading } from "./loading.js";

const HEADINGS = "Date,Voucher,Invoice No,Amount,Supplier,Category";
const countsOf = ({ files, applied }: LoadAccount) => [
  ...files.map(({ read, loaded, duplicates, refused }) => [read, loaded, duplicates, refused]),
  applied,
];

describe("a load of spend", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorAndAForce(database);
  });
  afterEach(() => database.close());
  const lines = () =>
    database.sql(
      `select posted_on::text as day, net_amount::text as net, kind, supplier_text as supplier, influenceable as free
       from spend_lines order by source_row`,
    );

  test("it keeps nothing while a row is refused, and the good rows when asked to", async () => {
    const rows = [HEADINGS, "01/04/2026,1,A1,100.00,Acme,Tyres", ",2,A2,5.00,Acme,Tyres", "", "Total,,,105.00,,"];
    const held = await loading(database, rows);
    expect(countsOf(held)).toEqual([[2, 1, 0, 1], false]);
    expect(held.files[0]).toMatchObject({ skipped: { blankRows: 1, totalsRows: 1, repeatedHeadings: 0 } });
    expect(held.files[0]?.problems).toEqual([
      expect.objectContaining({ row: 3, column: "Date", value: null, code: "NO_DATE" }),
    ]);
    expect(await lines()).toEqual([]);
    expect(await database.sql("select 1 from suppliers union all select 1 from spend_loads")).toEqual([]);

    expect(countsOf(await loading(database, rows, { dryRun: true, keepGood: true }))).toEqual([[2, 1, 0, 1], false]);
    expect(await lines()).toEqual([]);

    expect(countsOf(await loading(database, rows, { keepGood: true }))).toEqual([[2, 1, 0, 1], true]);
    expect(await lines()).toEqual([
      { day: "2026-04-01", net: "100.00", kind: "INVOICE", supplier: "Acme", free: true },
    ]);
    expect(await database.sql("select dataset, field, new_value from audit_entries")).toEqual([
      { dataset: "SPEND_LOADS", field: "lines", new_value: "1" },
    ]);
  });

  test("it keeps two equal lines of one file, and adds none of them again", async () => {
    const rows = [HEADINGS, "01/04/2026,,,9.99,Acme,", "01/04/2026,,,9.99,Acme,"];
    expect(countsOf(await loading(database, rows))).toEqual([[2, 2, 0, 0], true]);
    const more = await loading(database, [...rows, "01/04/2026,,,9.99,ACME,", "02/04/2026,,,9.99,Acme,"]);
    expect(countsOf(more)).toEqual([[4, 2, 2, 0], true]);
    expect(more.files[0]?.years).toEqual([
      { year: 2026, lines: 2, net: "19.98", duplicates: 2, duplicateNet: "19.98" },
    ]);
    expect(await database.sql("select count(*)::int as suppliers from suppliers")).toEqual([{ suppliers: 1 }]);
  });

  test("it makes the partition of a financial year that is not there", async () => {
    await loading(database, [HEADINGS, "01/04/2041,,,1.00,Acme,"]);
    expect(await database.sql("select tableoid::regclass::text as partition from spend_lines")).toEqual([
      { partition: "spend_lines_2041" },
    ]);
  });

  test("it flags redacted suppliers, links credit notes and applies the rules of what is influenceable", async () => {
    const account = await loading(database, [
      HEADINGS,
      "01/04/2026,V1,A1,100.00,Acme,Tyres",
      "02/04/2026,V2,CRN-A1,-40.00,ACME LTD,Tyres",
      "03/04/2026,V3,B1,50.00,REDACTED,Tyres",
      "04/04/2026,V4,C1,70.00,HMRC Cumbernauld,PAYE",
      "05/04/2026,V5,D1,80.00,County Council,Business Rates - stations",
      "06/04/2026,V6,D9,-80.00,County Council,Refunds",
    ]);
    expect(account.files[0]).toMatchObject({ creditNotes: 2, redacted: 1 });
    expect(
      await database.sql(
        `select l.voucher, l.supplier_redacted as redacted, l.supplier_id is null as unnamed, l.influenceable as free, r.kind,
           i.voucher as credits
         from spend_lines l left join spend_exclusion_rules r on r.id = l.excluded_by_rule_id
         left join spend_lines i on i.id = l.credits_line_id order by l.voucher`,
      ),
    ).toEqual([
      { voucher: "V1", redacted: false, unnamed: false, free: true, kind: null, credits: null },
      { voucher: "V2", redacted: false, unnamed: false, free: true, kind: null, credits: "V1" },
      { voucher: "V3", redacted: true, unnamed: true, free: true, kind: null, credits: null },
      { voucher: "V4", redacted: false, unnamed: false, free: false, kind: "TAX", credits: null },
      { voucher: "V5", redacted: false, unnamed: false, free: false, kind: "TAX", credits: null },
      { voucher: "V6", redacted: false, unnamed: false, free: false, kind: "TAX", credits: "V5" },
    ]);
    expect(
      await database.sql(
        "select value::text from kpi_figures where kpi_code = 'SPEND' and financial_year = 2026 and quarter = 1 and measure = 'QUARTER'",
      ),
    ).toEqual([{ value: "110.0000" }]);
  });

  test("it reads every sheet of a workbook by its own headings", async () => {
    const workbook = new ExcelJS.Workbook();
    workbook
      .addWorksheet("Apr 26")
      .addRows([
        ["Spend over £500"],
        ["Expenditure Category", "Date", "Total Invoice Amount", "SUPPLIER"],
        ["Tyres", new Date(Date.UTC(2026, 3, 1)), 10.1, "Acme"],
      ]);
    workbook.addWorksheet("May").addRows([
      ["* SUPPLIER FINAL", "TOTAL", "* Date", "* Expenditure Category"],
      ["Acme", 20.2, 46_143, "Tyres"],
    ]);
    workbook.addWorksheet("Notes").addRows([["Made by finance"]]);
    const content = new Uint8Array((await workbook.xlsx.writeBuffer()) as ArrayBuffer);
    const account = await loadSpend(contextOf(database), { forceCode: "north", files: [sourceOf("a.xlsx", content)] });
    expect(countsOf(account)).toEqual([[2, 2, 0, 0], true]);
    expect(account.files[0]?.notices.map(({ message }) => message)).toEqual([
      'No headings of spend, so not read: "Notes".',
    ]);
    expect(
      await database.sql("select source_sheet as sheet, posted_on::text as day from spend_lines order by 2"),
    ).toEqual([
      { sheet: "Apr 26", day: "2026-04-01" },
      { sheet: "May", day: "2026-05-01" },
    ]);
  });

  test("it reads packed and Windows text, and headings that it is told", async () => {
    const text = Buffer.from(
      "Paid on;Who;How much\n01/04/2026;Caf\u00e9 Acme;12,00\n02/04/2026;Acme;1,250.00",
      "latin1",
    );
    const account = await loadSpend(contextOf(database), {
      forceCode: "Northshire",
      files: [sourceOf("a.csv.gz", gzipSync(text))],
      map: { "Paid on": "postedOn", Who: "supplier", "How much": "netAmount" },
      keepGood: true,
    });
    expect(countsOf(account)).toEqual([[2, 1, 0, 1], true]);
    expect(account.files[0]?.problems[0]).toMatchObject({ column: "How much", value: "12,00", code: "NOT_MONEY" });
    expect(account.newSuppliers).toEqual(["Acme"]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["an unknown force", () => loading(database, [HEADINGS], { forceCode: "NORHT" }), "NO_SUCH_FORCE"],
    ["a file without headings of spend", () => loading(database, ["a,b", "1,2"]), "NO_HEADINGS"],
    ["an empty file", () => loading(database, []), "EMPTY_FILE"],
    [
      "a picture",
      () =>
        loadSpend(contextOf(database), {
          forceCode: "NORTH",
          files: [sourceOf("a.csv", Buffer.from([0x89, 0x50, 0, 1, 2]))],
        }),
      "NOT_TEXT",
    ],
    [
      "a packed file that is cut off",
      () =>
        loadSpend(contextOf(database), {
          forceCode: "NORTH",
          files: [sourceOf("a.gz", gzipSync(Buffer.from("Date,Amount,Supplier\n".repeat(900))).subarray(0, 40))],
        }),
      "DAMAGED_PACKED_FILE",
    ],
    [
      "a heading map of unknown fields",
      () => loading(database, [HEADINGS], { map: { Date: "day" as never } }),
      "BAD_HEADING_MAP",
    ],
  ])("it refuses %s and stays usable", async (_what, load, code) => {
    await expect(load()).rejects.toMatchObject({ code });
    expect(countsOf(await loading(database, [HEADINGS, "01/04/2026,,,1.00,Acme,"]))).toEqual([[1, 1, 0, 0], true]);
  });

  test("it can be called off while it runs, and then keeps nothing", async () => {
    const controller = new AbortController();
    const rows = Array.from({ length: 20_000 }, (_, index) => `01/04/2026,V${index},,1.00,Acme,`);
    const progress: number[] = [];
    const load = loadSpend(contextOf(database), {
      forceCode: "NORTH",
      files: [csv([HEADINGS, ...rows])],
      signal: controller.signal,
      onProgress: ({ rows: read }) => {
        progress.push(read);
        if (read >= 10_000) controller.abort(new RangeError("Called off."));
      },
    });
    await expect(load).rejects.toThrow("Called off.");
    expect(progress).toEqual([5_000, 10_000]);
    expect(await lines()).toEqual([]);
  });

  test("it is refused to a viewer", async () => {
    const load = loadSpend(contextOf(database, "VIEWER"), { forceCode: "NORTH", files: [csv([HEADINGS])] });
    await expect(load).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });
});
