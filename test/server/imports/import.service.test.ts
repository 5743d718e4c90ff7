import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { reasonCounts } from "../../../server/imports/accountText.js";
import { importRegister } from "../../../server/imports/import.service.js";
import { routeLabels, collaborationLabels } from "../../../server/imports/labels.js";
import { syncDefinitions } from "../../../server/kpis/index.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorIn, contextOf, countsOf, importing } from "./importing.js";
import { workbookOf } from "./workbooks.js";

const heading =
  "Contract reference,Title,Supplier name,Company number,Category,Buyer,Lead force,Start date,End date,Contract value";
const fleet = "C-1,Vehicles,Alpha Ltd,928555,Fleet,Northshire PCC,NORTH,01/04/2026,31/03/2028,1000";
const gas = 'C-2,Gas,Beta Limited,,Energy,Northshire PCC,Southshire,01/04/2026,31/03/2027,"£2,500.50"';
const wrong = "C-3,Water,Gamma,,Energy,Northshire PCC,NORTH,31/02/2026,31/03/2027,5";

describe("an import", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorIn(database);
  });
  afterEach(() => database.close());

  const contracts = () =>
    database.sql(`select c.reference, c.title, s.name as supplier, k.name as category, a.name as authority, f.code as force,
      c.starts_on::text as starts, c.initial_ends_on::text as ends, c.award_value::text as value, c.version
      from contracts c left join suppliers s on s.id = c.supplier_id left join categories k on k.id = c.category_id
      left join authorities a on a.id = c.authority_id left join forces f on f.id = c.lead_force_id order by 1`);
  const audit = () =>
    database.sql(`select a.action, a.dataset, a.row_reference as reference, a.version, a.field, a.old_value as old,
      a.new_value as new, a.reason, p.subject as by from audit_entries a left join people p on p.id = a.person_id order by a.id`);
  const rowsIn = async (table: string) => Number((await database.sql(`select count(*) as n from ${table}`))[0]?.n);

  test("makes contracts, suppliers, authorities and categories, each once, and audits each contract", async () => {
    const account = await importing(database, [heading, fleet, gas]);
    expect(countsOf(account)).toEqual({ read: 2, created: 2, updated: 0, unchanged: 0, refused: 0, applied: true });
    expect(account).toMatchObject({
      newSuppliers: ["Alpha Ltd", "Beta Limited"],
      newAuthorities: ["Northshire PCC"],
      newCategories: ["Energy", "Fleet"],
    });
    const common = { authority: "Northshire PCC", starts: "2026-04-01", version: 1 };
    expect(await contracts()).toEqual([
      {
        ...common,
        reference: "C-1",
        title: "Vehicles",
        supplier: "Alpha Ltd",
        category: "Fleet",
        force: "NORTH",
        ends: "2028-03-31",
        value: "1000.00",
      },
      {
        ...common,
        reference: "C-2",
        title: "Gas",
        supplier: "Beta Limited",
        category: "Energy",
        force: "SOUTH",
        ends: "2027-03-31",
        value: "2500.50",
      },
    ]);
    const entry = {
      action: "IMPORTED",
      dataset: "CONTRACTS",
      version: 1,
      field: null,
      old: null,
      new: null,
      reason: "Import of register.csv",
      by: "editor",
    };
    expect(await audit()).toEqual([
      { ...entry, reference: "C-1" },
      { ...entry, reference: "C-2" },
    ]);
  });

  test("changes nothing and duplicates nothing the second time", async () => {
    await importing(database, [heading, fleet, gas]);
    const before = [await contracts(), await audit()];
    const again = await importing(database, [
      heading,
      fleet,
      gas.replace("C-2", "c-2 ").replace("Beta Limited", "BETA LTD"),
    ]);
    expect(countsOf(again)).toEqual({ read: 2, created: 0, updated: 0, unchanged: 2, refused: 0, applied: true });
    expect([await contracts(), await audit()]).toEqual(before);
    expect([
      await rowsIn("suppliers"),
      await rowsIn("authorities"),
      await rowsIn("categories"),
      await rowsIn("contract_history"),
    ]).toEqual([2, 1, 2, 0]);
  });

  test("changes only the cells that differ, keeps the version before, and audits each with names", async () => {
    await importing(database, [heading, fleet, gas]);
    const account = await importing(database, [
      heading,
      fleet.replace("Alpha Ltd,928555", "Delta Ltd,").replace("1000", "1200"),
      gas,
    ]);
    expect(countsOf(account)).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await contracts())[0]).toMatchObject({
      supplier: "Delta Ltd",
      value: "1200.00",
      title: "Vehicles",
      version: 2,
    });
    const entries = (await audit())
      .slice(2)
      .map(({ reference, version, field, old, new: now }) => [reference, version, field, old, now]);
    expect(entries).toEqual([
      ["C-1", 2, "awardValue", "1000.00", "1200.00"],
      ["C-1", 2, "supplier", "Alpha Ltd", "Delta Ltd"],
    ]);
    expect(await database.sql("select reference, award_value::text as value, version from contract_history")).toEqual([
      { reference: "C-1", value: "1000.00", version: 1 },
    ]);
  });

  test("never erases with a blank, but takes an end away where the file says that there is none", async () => {
    await importing(database, [heading, fleet, gas]);
    const account = await importing(database, [heading, "C-1,Vehicles,,,,,,,,", "C-2,Gas,,,,,,,Ongoing,"]);
    expect(countsOf(account)).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await contracts()).toMatchObject([
      { ends: "2028-03-31", value: "1000.00", supplier: "Alpha Ltd" },
      { ends: null, value: "2500.50" },
    ]);
  });

  test("applies nothing while a row is refused, unless the good rows are asked for", async () => {
    const refused = await importing(database, [heading, fleet, wrong, gas]);
    expect(countsOf(refused)).toEqual({ read: 3, created: 2, updated: 0, unchanged: 0, refused: 1, applied: false });
    expect(refused.problems).toMatchObject([
      { row: 3, column: "Start date", value: "31/02/2026", code: "NO_SUCH_DAY" },
    ]);
    expect([await rowsIn("contracts"), await rowsIn("suppliers"), await rowsIn("audit_entries")]).toEqual([0, 0, 0]);

    const kept = await importing(database, [heading, fleet, wrong, gas], { keepGood: true });
    expect(countsOf(kept)).toEqual({ read: 3, created: 2, updated: 0, unchanged: 0, refused: 1, applied: true });
    expect((await contracts()).map(({ reference }) => reference)).toEqual(["C-1", "C-2"]);
  });

  test("says what would happen in a dry run and leaves nothing behind", async () => {
    const dry = await importing(database, [heading, fleet, gas], { dryRun: true });
    expect(countsOf(dry)).toEqual({ read: 2, created: 2, updated: 0, unchanged: 0, refused: 0, applied: false });
    expect(dry.newSuppliers).toEqual(["Alpha Ltd", "Beta Limited"]);
    const tables = ["contracts", "suppliers", "authorities", "categories", "audit_entries"];
    expect(await Promise.all(tables.map(rowsIn))).toEqual([0, 0, 0, 0, 0]);
  });

  test("adds the suppliers of a framework's rows to one contract and keeps its main supplier", async () => {
    const row = (supplier: string) => `C-9,Care,${supplier},,,,,,,`;
    const first = await importing(database, [heading, row("Alpha"), row("Beta"), row("beta ltd"), row("Alpha")]);
    expect(countsOf(first)).toMatchObject({ read: 4, created: 1, updated: 1, unchanged: 2 });
    const second = await importing(database, [heading, row("Beta"), row("Alpha"), row("Gamma")]);
    expect(countsOf(second)).toMatchObject({ read: 3, created: 0, updated: 1, unchanged: 2 });
    expect(await contracts()).toMatchObject([{ supplier: "Alpha", version: 2 }]);
    expect(
      await database.sql(
        `select s.name from contract_further_suppliers f join suppliers s on s.id = f.supplier_id order by 1`,
      ),
    ).toEqual([{ name: "Beta" }, { name: "Gamma" }]);
    expect((await audit()).at(-1)).toMatchObject({ field: "furtherSupplier", old: null, new: "Gamma" });
    expect(countsOf(await importing(database, [heading, row("Gamma"), row("Alpha"), row("Beta")]))).toMatchObject({
      unchanged: 3,
    });
  });

  test("takes a register's end date that is the current end, extensions included, as no change", async () => {
    await importing(database, [heading, fleet]);
    await database.sql(
      `insert into contract_extension_options (contract_id, sequence, months, state) select id, 1, 12, 'EXERCISED' from contracts`,
    );
    const account = await importing(database, [heading, fleet.replace("31/03/2028", "31/03/2029")]);
    expect(countsOf(account)).toMatchObject({ unchanged: 1 });
    expect(await contracts()).toMatchObject([{ ends: "2028-03-31" }]);
  });

  test("finds contracts by the references of another system once it knows them", async () => {
    await importing(database, [heading, fleet], { sourceSystem: "Atamis" });
    await database.sql(`update contracts set reference = 'SEV-1'`);
    const account = await importing(database, [heading, fleet.replace("Vehicles", "Fleet")], {
      sourceSystem: "Atamis",
    });
    expect(countsOf(account)).toMatchObject({ created: 0, updated: 1 });
    expect(await contracts()).toMatchObject([{ reference: "SEV-1", title: "Fleet" }]);
    const both = await importing(database, [heading, fleet, fleet.replace("C-1", "SEV-1")], { sourceSystem: "Atamis" });
    expect(both.problems).toMatchObject([{ row: 3, code: "SAME_CONTRACT_TWICE" }]);
  });

  test("refuses a force that is not known and a supplier without a name, each at its row", async () => {
    const account = await importing(database, [
      heading,
      fleet.replace("NORTH", "NORHT"),
      gas.replace("Beta Limited", "***"),
      fleet.replace("C-1", "C-4"),
    ]);
    expect(countsOf(account)).toMatchObject({ created: 1, refused: 2, applied: false });
    expect(account.problems).toMatchObject([
      {
        row: 2,
        code: "NO_SUCH_FORCE",
        column: "Lead force",
        value: "NORHT",
        suggestion: "NORTH",
        reason: 'Row 2: there is no force "NORHT". The forces are NORTH, SOUTH.',
      },
      { row: 3, code: "SUPPLIER_NAME_UNREADABLE", column: "Supplier name", value: "***" },
    ]);
  });

  test("refuses by itself a row that contradicts what is known already", async () => {
    await importing(database, [heading, fleet]);
    const account = await importing(database, [heading, "C-1,Vehicles,,,,,,,31/03/2020,", gas], { keepGood: true });
    expect(countsOf(account)).toEqual({ read: 2, created: 1, updated: 0, unchanged: 0, refused: 1, applied: true });
    expect(account.problems).toMatchObject([
      { row: 2, code: "NOT_ACCEPTED", reason: expect.stringContaining("the contract would end before it starts") },
    ]);
    expect(await contracts()).toMatchObject([{ reference: "C-1", ends: "2028-03-31" }, { reference: "C-2" }]);
  });

  test("uses a heading map and the named sheet of a workbook, with dates and numbers as cells", async () => {
    const content = await workbookOf({
      Live: [
        ["Contract reference", "Title"],
        ["X-1", "Other"],
      ],
      Closed: [
        ["Our no", "Thing", "Ends"],
        ["C-7", "Radios", new Date(Date.UTC(2027, 2, 31))],
      ],
    });
    const account = await importing(database, [], {
      fileName: "a.xlsx",
      content,
      sheet: "Closed",
      map: { "Our no": "reference", Thing: "title" },
    });
    expect(countsOf(account)).toMatchObject({ read: 1, created: 1 });
    expect(await contracts()).toMatchObject([{ reference: "C-7", title: "Radios", ends: "2027-03-31" }]);
  });

  test("stores every label that it knows for a route and a collaboration level", async () => {
    const rows = [
      ...Object.values(routeLabels)
        .flat()
        .map((label, n) => `R-${n},Route,"${label}",`),
      ...Object.values(collaborationLabels)
        .flat()
        .map((label, n) => `L-${n},Level,,"${label}"`),
    ];
    const account = await importing(database, ["Reference,Title,Procedure type,Collaboration level", ...rows]);
    expect(account.created).toBe(rows.length);
    expect(
      await database.sql(`select count(distinct route_to_market)::int as routes, count(distinct collaboration_level)::int as levels,
      count(*) filter (where title = 'Route' and route_to_market is null)::int as missing from contracts`),
    ).toEqual([
      { routes: Object.keys(routeLabels).length, levels: Object.keys(collaborationLabels).length, missing: 0 },
    ]);
  });

  test("counts every row of a messy register exactly once", async () => {
    const account = await importing(
      database,
      [
        "Contracts register,,,,,,,,,",
        heading,
        fleet,
        fleet.replace("1000", "1001"),
        "C-5,Long,,,,,,,Rolling,TBC",
        "C-6,Rough,,,,,,,,£1.2m",
        ",No reference,,,,,,,,",
        ",,,,,,,,,",
        "Total,,,,,,,,,3000",
        heading,
      ],
      { keepGood: true },
    );
    const { read, created, updated, unchanged, refused } = account;
    expect(read).toBe(created + updated + unchanged + refused);
    expect(account).toMatchObject({
      read: 5,
      created: 2,
      refused: 3,
      skipped: { blankRows: 1, totalsRows: 1, repeatedHeadings: 1 },
    });
    expect(reasonCounts(account.problems)).toEqual([
      ["CONFLICTING_ROWS", 1],
      ["NOT_EXACT", 1],
      ["NO_REFERENCE", 1],
    ]);
    expect(account.notices.map(({ code }) => code)).toEqual(["VAT_NOT_STATED", "NO_END_DATE", "TO_BE_CONFIRMED"]);
  });

  test("is not for viewers", async () => {
    await expect(
      importRegister(contextOf(database, "VIEWER"), { fileName: "a.csv", content: Buffer.from(heading) }),
    ).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
  });

  test("can run twice at the same time without making anything twice", async () => {
    const accounts = await Promise.all([
      importing(database, [heading, fleet, gas]),
      importing(database, [heading, fleet, gas]),
    ]);
    expect(accounts.map(({ created }) => created).sort()).toEqual([0, 2]);
    expect([await rowsIn("contracts"), await rowsIn("suppliers")]).toEqual([2, 2]);
  });
});

describe("the KPI figures after an import", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
    await anEditorIn(database);
    await syncDefinitions(new Database(database.orm.em.fork(), SYSTEM));
    // A quarter with a target has figures, also before anything is spent in it.
    await database.sql(`insert into kpi_targets (kpi_code, force_id, financial_year, quarter, target)
      select 'CONTRACTS_MANAGED', id, 2026, 2, 10 from forces where code = 'NORTH'`);
  });
  afterAll(() => database.close());

  test("count the contracts that came in", async () => {
    const columns = "Contract reference,Title,Lead force,Start date,End date,Managed by procurement";
    const account = await importing(database, [columns, "C-1,Fleet,NORTH,01/04/2025,31/03/2028,Yes"]);
    expect(countsOf(account)).toMatchObject({ created: 1, applied: true });
    const figures = await database.sql(`select value::float from kpi_figures k join forces f on f.id = k.force_id
      where kpi_code = 'CONTRACTS_MANAGED' and f.code = 'NORTH' and financial_year = 2026 and quarter = 2 and measure = 'QUARTER'`);
    expect(figures).toEqual([{ value: 1 }]);
  });
});
