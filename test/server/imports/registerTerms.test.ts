import { readExtensionOptions } from "../../../server/imports/extensionText.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorIn, countsOf, importing } from "./importing.js";

test.each<[string, readonly number[] | string]>([
  ["2 x 12 months", [12, 12]],
  ["2x12", [12, 12]],
  ["1 + 1 years", [12, 12]],
  ["12+12", [12, 12]],
  ["12 + 6 months", [12, 6]],
  ["24 months", [24]],
  ["up to 2 years", [24]],
  ["2 periods of 12 months", [12, 12]],
  ["1+1", "OPTIONS_NOT_READ"],
  ["yes", "OPTIONS_NOT_READ"],
  ["2 x 300 months", "OPTIONS_NOT_READ"],
  ["none", "BLANK"],
  ["", "BLANK"],
])("options to extend written as %p are read as %p", (text, expected) => {
  const reading = readExtensionOptions(text);
  const found =
    reading.kind === "VALUE" ? reading.value : reading.kind === "REFUSED" ? reading.remark.code : reading.kind;
  expect(found).toEqual(expected);
});

describe("the import of a register that states terms", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorIn(database);
  });
  afterEach(() => database.close());

  const headings =
    "Contract reference,Title,Start date,End date,Maximum end date,Extension options,Notice date,Estimated value,Maximum contract value (exc VAT),Framework ceiling";
  const options = () =>
    database.sql(`select c.reference, o.sequence, o.months, o.latest_notice_on::text as notice, o.state
      from contract_extension_options o join contracts c on c.id = o.contract_id order by 1, 2`);
  const values = () =>
    database.sql(`select c.reference, v.kind, v.as_at::text as day, v.net::text as net, v.source
      from contract_values v join contracts c on c.id = v.contract_id order by 1, 2, 3`);

  test("stores options, the one that a maximum end tells of, and values, and again nothing", async () => {
    const lines = [
      headings,
      "C-1,Tyres,01/04/2025,31/03/2027,31/03/2029,2 x 12 months,31/12/2026,£90000,£180000,",
      "C-2,Radios,01/04/2025,31/03/2027,30/09/2028,,,,,250000",
      "C-3,Paint,01/04/2025,31/03/2027,15/05/2028,,,,,",
      "C-4,Oil,01/04/2025,31/03/2027,31/03/2026,maybe,,,,",
    ];
    const account = await importing(database, lines);
    expect(countsOf(account)).toMatchObject({ created: 4, refused: 0, applied: true });
    expect(account.notices.map(({ code, column }) => `${code} ${column}`)).toEqual(
      expect.arrayContaining(["MAXIMUM_BEFORE_END Maximum end date", "OPTIONS_NOT_READ Extension options"]),
    );
    expect(await options()).toEqual([
      { reference: "C-1", sequence: 1, months: 12, notice: "2026-12-31", state: "AVAILABLE" },
      { reference: "C-1", sequence: 2, months: 12, notice: null, state: "AVAILABLE" },
      { reference: "C-2", sequence: 1, months: 18, notice: null, state: "AVAILABLE" },
    ]);
    const source = "Import of register.csv";
    const day = "2026-11-22";
    expect(await values()).toEqual([
      { reference: "C-1", kind: "ESTIMATE", day, net: "90000.00", source },
      { reference: "C-1", kind: "MAXIMUM_WITH_EXTENSIONS", day, net: "180000.00", source },
      { reference: "C-2", kind: "FRAMEWORK_CEILING", day, net: "250000.00", source },
    ]);
    expect(
      await database.sql(`select row_reference as row, field, new_value as value from audit_entries
      where field is not null order by 1, 2, 3`),
    ).toEqual([
      { row: "C-1", field: "extensionOptions", value: "12 months, 12 months" },
      { row: "C-1", field: "values", value: "ESTIMATE 90000.00 NET" },
      { row: "C-1", field: "values", value: "MAXIMUM_WITH_EXTENSIONS 180000.00 NET" },
      { row: "C-2", field: "extensionOptions", value: "18 months" },
      { row: "C-2", field: "values", value: "FRAMEWORK_CEILING 250000.00 NET" },
    ]);
    const before = await database.sql("select reference, version from contracts order by 1");
    expect(countsOf(await importing(database, lines))).toMatchObject({ updated: 0, unchanged: 4 });
    expect(await database.sql("select reference, version from contracts order by 1")).toEqual(before);
  });

  test("stores a value that has changed beside the earlier one, and leaves options that are there alone", async () => {
    await importing(database, [headings, "C-1,Tyres,01/04/2025,31/03/2027,,12 months,,£90000,,"]);
    await database.sql("update contract_values set as_at = '2026-04-01'");
    await database.sql("update contract_extension_options set state = 'EXERCISED'");
    const account = await importing(database, [headings, "C-1,Tyres,01/04/2025,31/03/2027,,24 months,,£95000,,"]);
    expect(countsOf(account)).toMatchObject({ updated: 1, unchanged: 0 });
    expect((await options()).map(({ months, state }) => [months, state])).toEqual([[12, "EXERCISED"]]);
    expect((await values()).map(({ day, net }) => [day, net])).toEqual([
      ["2026-04-01", "90000.00"],
      ["2026-11-22", "95000.00"],
    ]);
  });
});
