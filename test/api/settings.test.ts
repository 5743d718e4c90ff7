import "reflect-metadata";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/index.js";
import { aContract, aForce, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface Refused {
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[];
    readonly message: string;
  }[];
}

/** What a head of procurement sets and figures and duties follow. */
describe("settings", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    const [north, south] = [
      await aForce(database, { code: "NORTH", name: "Northshire" }),
      await aForce(database, { code: "SOUTH", name: "Southshire" }),
    ];
    await database.sql(`insert into authorities (name, kind, force_id) values ('PCC for Northshire', 'PCC', $1)`, [
      north,
    ]);
    const supplier = await aSupplier(database, { name: "Rates Ltd", postcode: "PR1 1AA" });
    const line = (force: string, on: string, net: string, category: string) =>
      database.sql(
        `insert into spend_lines (force_id, posted_on, net_amount, kind, category_text, supplier_text, supplier_id, voucher)
         values ($1, $2::text::date, $3, (case when $3::numeric < 0 then 'CREDIT_NOTE' else 'INVOICE' end)::spend_line_kind, $4, 'Rates Ltd', $5, $2::text)`,
        [force, on, net, category, supplier],
      );
    await line(north, "2026-05-01", "100.00", "Drainage levy");
    await line(north, "2026-05-02", "40.00", "Tyres");
    await line(south, "2026-05-03", "7.00", "Drainage levy");
    await line(north, "2026-08-01", "200.00", "drainage LEVY");
    // A credit note under another word follows its invoice.
    await line(north, "2026-08-20", "-30.00", "Refund");
    await database.sql(`update spend_lines set credits_line_id = (select id from spend_lines where posted_on = '2026-08-01')
      where posted_on = '2026-08-20'`);
    // Somebody took this one out by hand.
    await line(north, "2026-08-21", "5.00", "Drainage levy");
    await database.sql("update spend_lines set influenceable = false where posted_on = '2026-08-21'");
    const system = new Database(database.orm.em.fork(), SYSTEM);
    await syncDefinitions(system);
    await refreshFigures(system);
  });
  afterEach(() => database.close());

  const asks = async <Data = Record<string, unknown>>(question: string, variables: Record<string, unknown> = {}) =>
    ask<Data>(await aContext(database), question, variables);
  const figure = async (kpi: string, force: string, quarter: number) => {
    const [row] = await database.sql(
      `select coalesce(trim_scale(numerator)::text, data_state::text) as is from kpi_figures k join forces f on f.id = k.force_id
       where kpi_code = $1 and f.code = $2 and financial_year = 2026 and quarter = $3 and measure = 'QUARTER'`,
      [kpi, force, quarter],
    );
    return row?.is;
  };

  describe("rules of what is influenceable", () => {
    const shown = `rule { id kind subject pattern reason force { code } validFrom validTo } linesChanged userErrors { code field message }`;
    const add = async (input: object) =>
      (
        await asks<{ addInfluenceableRule: Record<string, unknown> & Refused }>(
          `mutation ($input: AddInfluenceableRuleInput!) { addInfluenceableRule(input: $input) { ${shown} } }`,
          { input: { kind: "TAX", subject: "CATEGORY", reason: "A levy is set by law.", ...input } },
        )
      ).addInfluenceableRule;
    const end = async (rule: unknown, validTo: string) =>
      (
        await asks<{ endInfluenceableRule: Record<string, unknown> & Refused }>(
          `mutation ($input: EndInfluenceableRuleInput!) { endInfluenceableRule(input: $input) { ${shown} } }`,
          { input: { rule, validTo } },
        )
      ).endInfluenceableRule;

    test("are applied to the lines that are loaded, with their credit notes, and ended again", async () => {
      const { rule, ...rest } = await add({ pattern: "%Drainage Levy%", force: "north" });
      expect(rest).toEqual({ linesChanged: 3, userErrors: [] });
      expect(rule).toMatchObject({ pattern: "%drainage levy%", force: { code: "NORTH" }, validFrom: "2000-04-01" });
      expect([await figure("SPEND", "NORTH", 1), await figure("SPEND", "SOUTH", 1)]).toEqual(["40", "7"]);
      expect(await figure("SPEND", "NORTH", 2)).toBe("0");
      const id = (rule as { id: string }).id;
      const node = await asks(`{ node(id: "${id}") { __typename ... on InfluenceableRule { pattern } } }`);
      expect(node).toEqual({ node: { __typename: "InfluenceableRule", pattern: "%drainage levy%" } });

      expect(await end(id, "2026-06-30")).toMatchObject({ linesChanged: 2, rule: { validTo: "2026-06-30" } });
      expect([await figure("SPEND", "NORTH", 1), await figure("SPEND", "NORTH", 2)]).toEqual(["40", "170"]);
      const out = await database.sql(
        "select posted_on::text as day, excluded_by_rule_id is not null as ruled from spend_lines where not influenceable order by 1",
      );
      expect(out).toEqual([
        { day: "2026-05-01", ruled: true },
        { day: "2026-08-21", ruled: false },
      ]);
      const entries = await database.sql(
        `select action, field, old_value, new_value from audit_entries where dataset = 'SPEND_RULES' order by id`,
      );
      expect(entries).toEqual([
        { action: "CREATED", field: "pattern", old_value: null, new_value: "%drainage levy%" },
        { action: "CREATED", field: "linesChanged", old_value: null, new_value: "3" },
        { action: "CHANGED", field: "validTo", old_value: null, new_value: "2026-06-30" },
        { action: "CHANGED", field: "linesChanged", old_value: null, new_value: "2" },
      ]);
    });

    test("leave a line to another rule that fits it too", async () => {
      const general = await add({ pattern: "%levy%" });
      expect(general.linesChanged).toBe(4);
      const own = await add({ pattern: "drainage%", force: "NORTH" });
      // The force's own rule goes before the general one; nothing is more or less excluded.
      expect(own.linesChanged).toBe(3);
      expect(await figure("SPEND", "NORTH", 1)).toBe("40");
      expect((await end((own.rule as { id: string }).id, "2000-04-01")).linesChanged).toBe(3);
      expect(await figure("SPEND", "NORTH", 1)).toBe("40");
    });

    test.each([
      [{ pattern: "%" }, "NOT_A_PATTERN", "pattern"],
      [{ pattern: "%a%" }, "NOT_A_PATTERN", "pattern"],
      [{ pattern: "levy\\" }, "NOT_A_PATTERN", "pattern"],
      [{ pattern: "%levy%", reason: " " }, "MISSING", "reason"],
      [{ pattern: "%levy%", force: "WEST" }, "UNKNOWN_NAME", "force"],
      [{ pattern: "%levy%", validFrom: "2026-04-01", validTo: "2026-03-31" }, "ENDS_BEFORE_START", "validTo"],
      [{ pattern: "%SALAR%" }, "RULE_THERE", "pattern"],
    ])("are refused: %j", async (input, code, field) => {
      expect(await add(input)).toMatchObject({ rule: null, userErrors: [{ code, field: [field] }] });
    });

    test("that are gone cannot be ended, nor before they begin", async () => {
      expect((await end("influenceable_rule_999", "2026-01-01")).userErrors[0]?.code).toBe("RULE_GONE");
      const { rule } = await add({ pattern: "%levy%", validFrom: "2026-04-01" });
      expect((await end((rule as { id: string }).id, "2026-03-31")).userErrors[0]).toMatchObject({
        code: "ENDS_BEFORE_START",
        message: "The rule begins on 01/04/2026 and cannot end on 31/03/2026. Give that day or a later one.",
      });
    });
  });

  describe("where a force lies", () => {
    const set = async (input: object) =>
      (
        await asks<{ setForceAreas: Record<string, unknown> & Refused }>(
          `mutation ($input: SetForceAreasInput!) { setForceAreas(input: $input) {
            force { code county { code } homeRegion { code } } userErrors { code field message } } }`,
          { input },
        )
      ).setForceAreas;

    test("makes its spend local and regional at once, and is kept in the trail", async () => {
      expect(await figure("LOCAL_SPEND", "NORTH", 1)).toBe("NOT_MEASURED");
      expect(await set({ force: "NORTH", county: "lancashire", region: "NORTH_WEST" })).toEqual({
        force: { code: "NORTH", county: { code: "LANCASHIRE" }, homeRegion: { code: "NORTH_WEST" } },
        userErrors: [],
      });
      expect([await figure("LOCAL_SPEND", "NORTH", 1), await figure("REGIONAL_SPEND", "NORTH", 1)]).toEqual([
        "140",
        "140",
      ]);
      expect(
        await database.sql(
          `select field, old_value, new_value from audit_entries where dataset = 'FORCES' order by id`,
        ),
      ).toEqual([
        { field: "county", old_value: null, new_value: "LANCASHIRE" },
        { field: "region", old_value: null, new_value: "NORTH_WEST" },
      ]);
      expect(await set({ force: "NORTH" })).toMatchObject({ force: { county: null, homeRegion: null } });
      expect(await figure("LOCAL_SPEND", "NORTH", 1)).toBe("NOT_MEASURED");
    });

    test("is refused where the region does not contain the county, or an area is of the other kind", async () => {
      expect(await set({ force: "NORTH", county: "KENT", region: "NORTH_WEST" })).toEqual({
        force: null,
        userErrors: [
          {
            code: "REGION_DOES_NOT_CONTAIN_COUNTY",
            field: ["region"],
            message:
              "The region North West of force Northshire does not contain its county Kent. Choose the region that the county lies in, or put the county into this one.",
          },
        ],
      });
      expect(
        (await set({ force: "WEST", county: "NORTH_WEST", region: "MOON" })).userErrors.map(({ code }) => code),
      ).toEqual(["NO_SUCH_FORCE", "OTHER_KIND", "NO_SUCH_AREA"]);
    });

    test("follows a boundary that is moved: local figures change at once, and the trail says from what", async () => {
      await set({ force: "NORTH", county: "LANCASHIRE", region: "NORTH_WEST" });
      await asks(
        `mutation { saveArea(input: { code: "LANCASHIRE", name: "Lancashire", kind: COUNTY, region: "NORTH_WEST",
          postcodes: ["BB", "FY"], validFrom: "2026-05-02" }) { userErrors { message } } }`,
      );
      // PR1 lay in the county until 1 May.
      expect([await figure("LOCAL_SPEND", "NORTH", 1), await figure("REGIONAL_SPEND", "NORTH", 1)]).toEqual([
        "100",
        "140",
      ]);
      const [entry] = await database.sql(
        `select field, old_value, new_value from audit_entries where dataset = 'AREAS'`,
      );
      expect(entry).toEqual({
        field: "postcodes",
        old_value: "BB FY L39 L40 LA1 LA2 LA3 LA4 LA5 LA6 OL13 PR WN8",
        new_value: "BB FY",
      });
    });
  });

  describe("what an authority expects to pay", () => {
    const set = async (input: object) =>
      (
        await asks<{ setAuthorityPayment: Record<string, unknown> & Refused }>(
          `mutation ($input: SetAuthorityPaymentInput!) { setAuthorityPayment(input: $input) {
            authority { name expectedPayments { financialYear expectedGross source } } userErrors { code field } } }`,
          { input },
        )
      ).setAuthorityPayment;

    test("decides whether its purchases need a pipeline notice, and can be taken back", async () => {
      await asks(`mutation { planPurchase(input: { title: "Vans", authority: "PCC for Northshire", estimatedValue: "3000000",
        tenderPlannedOn: "2027-01-01" }) { userErrors { message } } }`);
      const needed = async () =>
        ((await asks(`{ pipelineItem(reference: "PL-00001") { needsPipelineNotice } }`)) as { pipelineItem: object })
          .pipelineItem;
      expect(await needed()).toEqual({ needsPipelineNotice: null });
      const year = { authority: "Northshire PCC", financialYear: "26/27" };
      expect(await set({ ...year, expectedGross: "100000000.01", source: "Budget" })).toEqual({
        authority: {
          name: "PCC for Northshire",
          expectedPayments: [{ financialYear: "2026-27", expectedGross: "100000000.01", source: "Budget" }],
        },
        userErrors: [],
      });
      expect(await needed()).toEqual({ needsPipelineNotice: true });
      expect(await set(year)).toMatchObject({ authority: { expectedPayments: [] } });
      expect(await needed()).toEqual({ needsPipelineNotice: null });
      expect(
        await database.sql(
          `select field, old_value, new_value from audit_entries where dataset = 'AUTHORITIES' order by id`,
        ),
      ).toEqual([
        { field: "expectedPayments 2026-27", old_value: null, new_value: "100000000.01" },
        { field: "expectedPayments 2026-27", old_value: "100000000.01", new_value: null },
      ]);
    });

    test("is refused with everything that is wrong", async () => {
      const { userErrors } = await set({ authority: "Nobody", financialYear: "2026", expectedGross: "-5" });
      expect(userErrors).toEqual([
        { code: "UNKNOWN_NAME", field: ["authority"] },
        { code: "UNKNOWN_YEAR", field: ["financialYear"] },
        { code: "AMOUNT", field: ["expectedGross"] },
      ]);
    });
  });

  describe("limits set by law", () => {
    const set = async (input: object) =>
      (
        await asks<{ setProcurementThreshold: Record<string, unknown> & Refused }>(
          `mutation ($input: SetProcurementThresholdInput!) { setProcurementThreshold(input: $input) {
            threshold { code amount vatBasis meaning validFrom validTo } userErrors { code field message } } }`,
          { input },
        )
      ).setProcurementThreshold;
    const limits = async (asAt: string) =>
      (
        (await asks(`{ procurementThresholds(asAt: "${asAt}") { code amount } }`)) as {
          procurementThresholds: { code: string; amount: string }[];
        }
      ).procurementThresholds.find(({ code }) => code === "GOODS_AND_SERVICES")?.amount;

    test("hold from their day on, and those before until the day before", async () => {
      expect([await limits("2025-12-31"), await limits("2026-01-01")]).toEqual(["214904", "207720"]);
      const reason = "Thresholds from 1 January 2028";
      expect(
        await set({ code: "goods_and_services", amount: "210000", validFrom: "2028-01-01", reason }),
      ).toMatchObject({
        threshold: {
          code: "GOODS_AND_SERVICES",
          amount: "210000",
          vatBasis: "GROSS",
          validFrom: "2028-01-01",
          validTo: null,
        },
        userErrors: [],
      });
      expect([await limits("2027-12-31"), await limits("2028-01-01")]).toEqual(["207720", "210000"]);
      // A day before others ends where the next one begins.
      await set({ code: "GOODS_AND_SERVICES", amount: "213477", validFrom: "2022-01-01", reason });
      expect([await limits("2023-12-31"), await limits("2024-01-01")]).toEqual(["213477", "214904"]);
      expect(
        await database.sql(
          `select old_value, new_value, reason from audit_entries where dataset = 'PROCUREMENT_THRESHOLDS' order by id`,
        ),
      ).toEqual([
        { old_value: "207720.00 from 01/01/2026", new_value: "210000.00 from 01/01/2028", reason },
        { old_value: null, new_value: "213477.00 from 01/01/2022", reason },
      ]);
    });

    test("are refused with what to do", async () => {
      const { userErrors } = await set({ code: "GOODS", amount: "1.001", validFrom: "2028-01-01", reason: "" });
      expect(userErrors.map(({ code }) => code)).toEqual(["UNKNOWN_CODE", "AMOUNT", "REASON_MISSING"]);
    });
  });

  test("are for those who may set them", async () => {
    const reader = await aContext(database, { role: "EDITOR" });
    for (const act of [
      `setForceAreas(input: { force: "NORTH" }) { userErrors { code } }`,
      `setAuthorityPayment(input: { authority: "x", financialYear: "2026-27" }) { userErrors { code } }`,
      `setProcurementThreshold(input: { code: "x", amount: "1", validFrom: "2028-01-01", reason: "x" }) { userErrors { code } }`,
      `endInfluenceableRule(input: { rule: "influenceable_rule_1", validTo: "2028-01-01" }) { userErrors { code } }`,
    ]) {
      await expect(ask(reader, `mutation { ${act} }`)).rejects.toThrow(
        "not set targets, thresholds, boundaries and rates",
      );
    }
  });
});

test("a contract of a supplier that only a lot has matches its spend", async () => {
  // Suggestions look at every supplier of a contract: the main one, further ones, and all those of its lots.
  const database = await aDatabase();
  try {
    const force = await aForce(database, { code: "NORTH", name: "Northshire" });
    const supplier = await aSupplier(database, { name: "Of a lot" });
    const contract = await aContract(database, { reference: "C-LOT", lead_force_id: force, starts_on: "2026-04-01" });
    await database.sql(`insert into contract_lots (contract_id, number, title) values ($1, 1, 'North')`, [contract]);
    await database.sql(`insert into contract_lot_suppliers (contract_id, number, supplier_id) values ($1, 1, $2)`, [
      contract,
      supplier,
    ]);
    const content = Buffer.from("Date,Amount,Supplier\n01/05/2026,10.00,Of a lot").toString("base64");
    const { loadSpend } = await ask<{ loadSpend: object }>(
      await aContext(database),
      `mutation ($content: String!) { loadSpend(input: { force: "NORTH", fileName: "s.csv", content: $content }) { matched { suggested } } }`,
      { content },
    );
    expect(loadSpend).toEqual({ matched: { suggested: 1 } });
  } finally {
    await database.close();
  }
});
