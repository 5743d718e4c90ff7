import { reasonCounts } from "../../../server/imports/accountText.js";
import { importRegister } from "../../../server/imports/import.service.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorIn, contextOf, countsOf, publishedFile } from "./importing.js";

const norfolk = publishedFile("contracts-register-norfolk/norfolk-county-council-contracts-register-2015-03-a.csv");
const homeOffice = publishedFile("contracts-finder-award-list-xlsx/home-office-awarded-contracts-a.xlsx");
const where = (content: Uint8Array | null) => (content ? "" : " (skipped: the published file is not on this machine)");

describe("the import of a published register", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorIn(database);
  });
  afterEach(() => database.close());

  const imported = (fileName: string, content: Uint8Array, keepGood: boolean) =>
    importRegister(contextOf(database), { fileName, content, keepGood });
  const one = async (statement: string) => (await database.sql(statement))[0];
  const noticeCounts = (account: Awaited<ReturnType<typeof imported>>) =>
    Object.fromEntries(account.notices.map(({ code, column, count }) => [`${code} ${column}`, count]));

  (norfolk ? test : test.skip)(`accounts for every row of a county's register${where(norfolk)}`, async () => {
    const held = await imported("norfolk.csv", norfolk!, false);
    expect(countsOf(held)).toEqual({
      read: 3530,
      created: 2942,
      updated: 1,
      unchanged: 1,
      refused: 586,
      applied: false,
    });
    expect(await one("select count(*)::int as contracts from contracts")).toEqual({ contracts: 0 });

    const account = await imported("norfolk.csv", norfolk!, true);
    expect(countsOf(account)).toEqual({ ...countsOf(held), applied: true });
    expect(reasonCounts(account.problems)).toEqual([
      ["NO_REFERENCE", 440],
      ["CONFLICTING_ROWS", 141],
      ["VALUE_BELOW_ZERO", 5],
    ]);
    expect(account.skipped).toEqual({ blankRows: 0, totalsRows: 0, repeatedHeadings: 0 });
    expect(noticeCounts(account)).toEqual({
      "VAT_NOT_STATED Contract value": 1,
      "LABEL_NOT_KNOWN Tender process type": 676,
      "STAND_IN_DATE Contract start date": 137,
      "ZERO_VALUE Contract value": 105,
      "SUPPLIER_UNDER_ANOTHER_NAME Supplier name": 3,
    });
    expect([account.newSuppliers.length, account.newAuthorities, account.newCategories.length]).toEqual([
      1359,
      ["Norfolk County Council"],
      141,
    ]);
    expect(account.problems[0]).toMatchObject({
      row: 174,
      column: "Contract value",
      value: "(3728)",
      code: "VALUE_BELOW_ZERO",
    });
    expect(account.problems.find(({ code }) => code === "NO_REFERENCE")?.reason).toMatch(
      /^Row \d+: no contract reference, so a second import could not find it again\./,
    );
    // The file's first row: no dates, a value, and a company number that lost its zeros.
    expect(
      await one(`select c.title, c.award_value::text as value, c.starts_on, c.owner_role as owner, s.name, s.company_number as number, s.is_vcse
        from contracts c join suppliers s on s.id = c.supplier_id where c.reference = 'BAN42309'`),
    ).toEqual({
      title: "Contract for Day Care March 1995 (Camphill, Thornage Hall)",
      value: "1002451.00",
      starts_on: null,
      owner: "COMMUNITY SERVICES",
      name: "CAMPHILL COMMUNITIES THORNBURY LIMITED",
      number: "00497029",
      is_vcse: true,
    });

    const again = await imported("norfolk.csv", norfolk!, true);
    expect(countsOf(again)).toEqual({
      read: 3530,
      created: 0,
      updated: 0,
      unchanged: 2944,
      refused: 586,
      applied: true,
    });
    expect(await one("select count(*)::int as contracts, max(version) as version from contracts")).toEqual({
      contracts: 2942,
      version: 1,
    });
    expect(await one("select count(*)::int as entries from audit_entries")).toEqual({ entries: 2942 });
  });

  (homeOffice ? test : test.skip)(
    `accounts for every row of a workbook of award notices${where(homeOffice)}`,
    async () => {
      const account = await imported("home-office.xlsx", homeOffice!, false);
      expect(countsOf(account)).toEqual({
        read: 1758,
        created: 1758,
        updated: 0,
        unchanged: 0,
        refused: 0,
        applied: true,
      });
      expect(noticeCounts(account)).toEqual({
        "VAT_NOT_STATED Value of contract": 1,
        "LABEL_NOT_KNOWN Procedure type": 867,
        "CELLS_SLIPPED Supplier is SME?": 55,
        "ZERO_VALUE Value of contract": 24,
        "NOT_A_COMPANY_NUMBER Reference": 5,
        "SUPPLIER_UNDER_ANOTHER_NAME Supplier": 3,
        "TO_BE_CONFIRMED Supplier": 2,
        "FAR_AWAY_DATE Awarded date": 1,
      });
      // "Home Office", "HOME OFFICE" and "The Home Office" are one authority.
      expect(await one("select count(*)::int as n from authorities where name ilike '%home office'")).toEqual({ n: 6 });
      expect(
        await one(`select c.awarded_on::text as awarded, c.starts_on::text as starts, c.award_value::text as value, k.code,
        s.name, s.company_number as number, s.is_sme from contracts c join suppliers s on s.id = c.supplier_id
        join categories k on k.id = c.category_id where c.reference = 'RM5594 SO-9809'`),
      ).toEqual({
        awarded: "2015-06-09",
        starts: "2015-07-15",
        value: "77593.29",
        code: "48000000",
        name: "Insight Direct (UK) Ltd",
        number: null,
        is_sme: false,
      });
      const again = await imported("home-office.xlsx", homeOffice!, false);
      expect(countsOf(again)).toEqual({
        read: 1758,
        created: 0,
        updated: 0,
        unchanged: 1758,
        refused: 0,
        applied: true,
      });
      expect(await one("select count(*)::int as contracts, max(version) as version from contracts")).toEqual({
        contracts: 1758,
        version: 1,
      });
    },
  );
});
