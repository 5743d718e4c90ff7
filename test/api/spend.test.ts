import { aContract, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";
import { anEditorAndAForce } from "../server/spend/loading.js";

const LOAD = `mutation ($input: LoadSpendInput!) { loadSpend(input: $input) {
  applied read loaded duplicates refused problemCount years { financialYear loaded netLoaded }
  matched { suggested supplierForceCategoryDate manual } problems { row column value code } userErrors { code field message } } }`;
const UNMATCHED = `{ unmatchedSpend { force { code } period reason amount lineCount } }`;

describe("spend over the API", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorAndAForce(database);
    const supplier_id = await aSupplier(database, { name: "Acme" });
    await aContract(database, {
      reference: "C-1",
      supplier_id,
      lead_force_id: "1",
      starts_on: "2026-04-01",
      initial_ends_on: "2026-12-31",
    });
  });
  afterEach(() => database.close());

  const asking = async <Data>(question: string, variables: Record<string, unknown> = {}) =>
    ask<Data>(await aContext(database), question, variables);
  const load = (lines: readonly string[], rest: Record<string, unknown> = {}) =>
    asking<{ loadSpend: Record<string, unknown> }>(LOAD, {
      input: {
        force: "NORTH",
        fileName: "spend.csv",
        content: Buffer.from(["Date,Voucher,Amount,Supplier,Category", ...lines].join("\n")).toString("base64"),
        ...rest,
      },
    });
  const spend = [
    "01/05/2026,V1,9000.00,Acme,Tyres",
    "02/05/2026,V2,-1000.00,Acme,Tyres",
    "03/05/2026,V3,6000.00,Bravo,Tyres",
    "04/05/2026,V4,10.00,Charlie,Tyres",
    "05/05/2026,V5,500.00,HMRC,PAYE",
    "01/03/2027,V6,700.00,Acme,Tyres",
  ];

  test("it loads a file, says what became of every row and keeps nothing while one is refused", async () => {
    const { loadSpend: held } = await load([...spend, "x,V7,1.00,Acme,Tyres"]);
    expect(held).toMatchObject({
      applied: false,
      read: 7,
      loaded: 6,
      refused: 1,
      problems: [{ row: 8, column: "Date", value: "x", code: "NOT_A_DATE" }],
    });
    const { loadSpend: kept } = await load(spend);
    expect(kept).toMatchObject({
      applied: true,
      read: 6,
      loaded: 6,
      years: [{ financialYear: "2026-27", loaded: 6, netLoaded: "15210.00" }],
      matched: { suggested: 2 },
      userErrors: [],
    });
  });

  test.each([
    [{ force: "NOTRH" }, "NO_SUCH_FORCE", "force"],
    [{ content: "###" }, "NOT_BASE64", "content"],
    [{ content: "" }, "EMPTY_FILE", "content"],
  ])("it says why %j cannot be loaded", async (rest, code, field) => {
    const { loadSpend } = await load(spend, rest);
    expect(loadSpend).toMatchObject({ applied: false, userErrors: [{ code, field: [field] }] });
  });

  test("it lists what is unmatched by reason, and that adds up to SPEND less SPEND_ON_CONTRACT", async () => {
    await load(spend);
    const { unmatchedSpend } = await asking<{ unmatchedSpend: { amount: string; reason: string }[] }>(UNMATCHED);
    const north = { force: { code: "NORTH" } };
    expect(unmatchedSpend).toEqual([
      { ...north, period: "2026-27 Q1", reason: "BELOW_THRESHOLD", amount: "10.00", lineCount: 1 },
      { ...north, period: "2026-27 Q1", reason: "EXEMPT", amount: "500.00", lineCount: 1 },
      { ...north, period: "2026-27 Q1", reason: "NO_CONTRACT", amount: "6000.00", lineCount: 1 },
      { ...north, period: "2026-27 Q1", reason: "SUGGESTION_WAITING", amount: "8000.00", lineCount: 2 },
      { ...north, period: "2026-27 Q4", reason: "CONTRACT_EXPIRED", amount: "700.00", lineCount: 1 },
    ]);
    const [figures] = await database.sql(
      `select sum(numerator * case kpi_code when 'SPEND' then 1 else -1 end)::numeric(14,2)::text as open from kpi_figures
       where kpi_code in ('SPEND', 'SPEND_ON_CONTRACT') and measure = 'QUARTER'`,
    );
    expect(figures).toEqual({ open: "14710.00" });
    const pounds = unmatchedSpend.filter(({ reason }) => reason !== "EXEMPT").map(({ amount }) => Number(amount));
    expect(pounds.reduce((sum, amount) => sum + amount, 0)).toBe(14_710);
  });

  test("it reaches the unmatched spend, by reason and line, from the figure of compliance itself", async () => {
    await load([...spend, "01/08/2026,V8,8000.00,Delta,Tyres"]);
    interface Figure {
      period: string;
      numerator: string;
      denominator: string;
      definition: { code: string };
      unmatched:
        { reason: string; amount: string; lineCount: number; lines: { totalCount: number; nodes: object[] } }[] | null;
    }
    const figures = async (code: string, measure: string) =>
      (
        await asking<{ kpiFigures: { nodes: Figure[] } }>(
          `{ kpiFigures(where: { codes: ["${code}"], forces: ["NORTH"], measures: [${measure}], periods: ["2026-27 Q1", "2026-27 Q2"] }) {
            nodes { period numerator denominator unmatched { reason amount lineCount lines(first: 1) { totalCount nodes { voucher } } } } } }`,
        )
      ).kpiFigures.nodes;
    const [first, second] = await figures("COMPLIANCE", "QUARTER");
    expect(first).toEqual({
      period: "2026-27 Q1",
      numerator: "0",
      denominator: "14010",
      unmatched: [
        {
          reason: "SUGGESTION_WAITING",
          amount: "8000.00",
          lineCount: 2,
          lines: { totalCount: 2, nodes: [{ voucher: "V1" }] },
        },
        {
          reason: "NO_CONTRACT",
          amount: "6000.00",
          lineCount: 1,
          lines: { totalCount: 1, nodes: [{ voucher: "V3" }] },
        },
        { reason: "EXEMPT", amount: "500.00", lineCount: 1, lines: { totalCount: 1, nodes: [{ voucher: "V5" }] } },
        {
          reason: "BELOW_THRESHOLD",
          amount: "10.00",
          lineCount: 1,
          lines: { totalCount: 1, nodes: [{ voucher: "V4" }] },
        },
      ],
    });
    expect(second?.unmatched).toMatchObject([
      { reason: "NO_CONTRACT", amount: "8000.00", lines: { nodes: [{ voucher: "V8" }] } },
    ]);
    const [, yearToDate] = await figures("SPEND_ON_CONTRACT", "YEAR_TO_DATE");
    expect(yearToDate?.unmatched?.map(({ reason, amount }) => `${reason} ${amount}`)).toEqual([
      "NO_CONTRACT 14000.00",
      "SUGGESTION_WAITING 8000.00",
      "EXEMPT 500.00",
      "BELOW_THRESHOLD 10.00",
    ]);
    expect((await figures("SPEND", "QUARTER"))[0]?.unmatched).toBeNull();
  });

  test("it remembers a confirmed match, for the lines there are and those of later files", async () => {
    await load(spend);
    const { spendLines } = await asking<{ spendLines: { nodes: { id: string }[] } }>(
      `{ spendLines(where: { voucher: { equals: "V1" } }) { nodes { id suggestedContract { reference } } } }`,
    );
    const confirm = (contract: string, spendLine = spendLines.nodes[0]?.id) =>
      asking<{ confirmSpendMatch: Record<string, unknown> }>(
        `mutation ($input: ConfirmSpendMatchInput!) { confirmSpendMatch(input: $input) {
          spendLine { contract { reference } matchMethod matchConfidence } linesMatched remembered
          userErrors { code field suggestion } } }`,
        { input: { spendLine, contract } },
      );
    expect((await confirm("C-2")).confirmSpendMatch).toMatchObject({
      spendLine: null,
      userErrors: [{ code: "NO_SUCH_CONTRACT", field: ["contract"], suggestion: "C-1" }],
    });
    expect((await confirm("C-1", "spend_line_999")).confirmSpendMatch).toMatchObject({
      userErrors: [{ code: "NO_SUCH_SPEND_LINE" }],
    });
    expect((await confirm("c-1")).confirmSpendMatch).toEqual({
      spendLine: { contract: { reference: "C-1" }, matchMethod: "MANUAL", matchConfidence: "1.000" },
      linesMatched: 2,
      remembered: true,
      userErrors: [],
    });
    expect(await database.sql("select field, old_value, new_value from audit_entries where dataset = 'SPEND'")).toEqual(
      [
        { field: "contract", old_value: null, new_value: "C-1" },
        { field: "contract", old_value: null, new_value: "C-1" },
      ],
    );
    const { loadSpend } = await load(["01/06/2026,W1,50.00,ACME LIMITED,Tyres", "01/06/2026,W2,60.00,Acme,Desks"]);
    expect(loadSpend).toMatchObject({ loaded: 2, matched: { manual: 1, suggested: 1 } });
    expect(
      await database.sql(
        "select value::text from kpi_figures where kpi_code = 'SPEND_ON_CONTRACT' and financial_year = 2026 and quarter = 1 and measure = 'QUARTER'",
      ),
    ).toEqual([{ value: "8050.0000" }]);
  });

  test("it pages through lines in the order asked for, with what belongs to each", async () => {
    await load(spend);
    const question = `query ($after: String) { spendLines(first: 2, after: $after, where: { influenceable: true, periods: ["2026-27 Q1"] },
      orderBy: [{ field: NET_AMOUNT, direction: DESCENDING }]) {
      totalCount pageInfo { endCursor hasNextPage } nodes { netAmount kind supplier { name } force { code } sourceRow load { fileName } } } }`;
    interface Page {
      spendLines: { totalCount: number; pageInfo: { endCursor: string }; nodes: { netAmount: string }[] };
    }
    const first = await asking<Page>(question);
    expect(first.spendLines).toMatchObject({
      totalCount: 4,
      nodes: [
        { netAmount: "9000.00", supplier: { name: "Acme" }, force: { code: "NORTH" }, load: { fileName: "spend.csv" } },
        { netAmount: "6000.00" },
      ],
    });
    const second = await asking<Page>(question, { after: first.spendLines.pageInfo.endCursor });
    expect(second.spendLines.nodes.map(({ netAmount }) => netAmount)).toEqual(["10.00", "-1000.00"]);
  });

  test("it shows the rules of what is influenceable, and which one excludes a line", async () => {
    await load(spend);
    const answer = await asking<{ influenceableRules: object[]; spendLines: object }>(
      `{ influenceableRules { kind subject pattern reason force { code } validFrom validTo }
         spendLines(where: { influenceable: false }) { nodes { voucher excludedBy { kind pattern } } } }`,
    );
    expect(answer.spendLines).toEqual({ nodes: [{ voucher: "V5", excludedBy: { kind: "TAX", pattern: "hmrc%" } }] });
    expect(answer.influenceableRules).toContainEqual(
      expect.objectContaining({ kind: "GRANT", subject: "CATEGORY", pattern: "%grant%", force: null, validTo: null }),
    );
  });

  test("it gives spend as a sheet that cannot be edited", async () => {
    await load(spend.slice(0, 1));
    const { sheet } = await asking<{ sheet: Record<string, unknown> }>(
      `{ sheet(dataset: SPEND, columns: ["force", "postedOn", "period", "netAmount", "influenceable", "contract"]) { rowCount values } }`,
    );
    expect(sheet.rowCount).toBe(1);
    expect(JSON.stringify(sheet.values)).toContain("2026-27 Q1");
  });

  const SAVE = `mutation ($input: SaveAreaInput!) { saveArea(input: $input) {
    area { code kind region { code } postcodes { outward validFrom validTo } } userErrors { code field message } } }`;
  const save = async (input: Record<string, unknown>) =>
    (await asking<{ saveArea: Record<string, unknown> }>(SAVE, { input })).saveArea;

  test("it refuses a region that does not contain its county, and says what to do", async () => {
    const region = {
      code: "FAR_NORTH",
      name: "Far North",
      kind: "REGION",
      postcodes: ["ZE", "KW1"],
      validFrom: "2026-04-01",
    };
    expect(await save(region)).toMatchObject({ area: { code: "FAR_NORTH" }, userErrors: [] });
    const county = { code: "ISLES", name: "Isles", kind: "COUNTY", region: "FAR_NORTH", validFrom: "2026-04-01" };
    expect(await save({ ...county, postcodes: ["ZE1", "KW15"] })).toEqual({
      area: null,
      userErrors: [
        {
          code: "REGION_DOES_NOT_CONTAIN_COUNTY",
          field: ["postcodes"],
          message:
            "The region Far North does not contain KW15, which belongs to its county Isles. Add KW15 to the region for the same days, or take it out of the county.",
        },
      ],
    });
    expect(await save({ ...county, postcodes: ["ZE1", "KW1"] })).toMatchObject({
      area: { code: "ISLES", region: { code: "FAR_NORTH" } },
    });
    expect(await save({ ...region, postcodes: ["ZE"] })).toMatchObject({
      userErrors: [{ message: expect.stringContaining("does not contain KW1,") }],
    });
    expect(await save({ ...county, postcodes: ["123"] })).toMatchObject({ userErrors: [{ code: "NOT_A_POSTCODE" }] });
    const { areas } = await asking<{ areas: { code: string }[] }>("{ areas { code } }");
    expect(areas.map(({ code }) => code)).toContain("LANCASHIRE");
  });

  test.each([
    ["PR1 4NN", "LANCASHIRE", true],
    ["la1 1aa", "LANCASHIRE", true],
    ["LA23 1AA", "LANCASHIRE", false],
    ["LA23 1AA", "NORTH_WEST", true],
    ["M1 1AA", "NORTH_WEST", true],
    ["ME1 1AA", "NORTH_WEST", false],
    ["nonsense", "NORTH_WEST", null],
    [null, "NORTH_WEST", null],
  ])("it places postcode %j in %s: %j", async (postcode, area, expected) => {
    const [row] = await database.sql(
      "select postcode_in_area($1, (select id from areas where code = $2), '2023-03-31') as inside",
      [postcode, area],
    );
    expect(row).toEqual({ inside: expected });
  });
});
