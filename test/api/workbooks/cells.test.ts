import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { ask } from "../../support/graph.js";

interface Answer {
  readonly value: string | null;
  readonly type: string | null;
  readonly period: string | null;
  readonly asAt: string | null;
  readonly source: string | null;
  readonly table: {
    readonly columns: { field: string; label: string; type: string; unit: string | null }[];
    readonly rowCount: number;
    readonly values: readonly string[];
  } | null;
  readonly problem: { kind: string; code: string; message: string; suggestion: string | null } | null;
}

const TODAY = "2026-11-22";

describe("cells", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
  }, 120_000);
  afterAll(() => database.close());

  const asked = async (requests: readonly object[]): Promise<Answer[]> =>
    (
      await ask<{ cells: Answer[] }>(
        await aContext(database, { role: "VIEWER", today: TODAY }),
        `query ($requests: [CellRequest!]!) { cells(requests: $requests) {
           value type unit decimals state numerator denominator period label asAt source
           table { columns { field label type unit } rowCount values } problem { kind code message suggestion } } }`,
        { requests },
      )
    ).cells;
  const answer = async (request: object): Promise<Answer> => (await asked([request]))[0]!;
  /** A table's cells column by column; in the whole server they are put into the answer as they are. */
  const valuesIn = ({ table }: Answer) => (table?.values ?? []).map((list) => JSON.parse(list) as (string | null)[]);
  const sql = async <Value>(statement: string, parameters: unknown[] = []) =>
    (await database.sql(statement, parameters)).map((row) => Object.values(row)[0] as Value);

  describe("of KPIs", () => {
    test.each([
      ["-1", "2026-27 Q2"],
      ["0", "2026-27 Q3"],
      ["2026/27 q1", "2026-27 Q1"],
      ["LATEST", "2026-27 Q2"],
    ])("takes the period %s as %s", async (period, expected) => {
      expect((await answer({ kpi: "SPEND", period })).period).toBe(expected);
    });

    test("gives the figure of a quarter as at a day within it from the rows up to that day", async () => {
      const [kent] = await sql<string>("select code from forces order by code limit 1");
      const [whole, part] = await asked([
        { kpi: "SPEND", force: kent, period: "2026-27 Q2" },
        { kpi: "SPEND", force: kent, asAt: "31/08/2026" },
      ]);
      const { kpiFiguresAsAt } = await ask<{ kpiFiguresAsAt: Record<string, string>[] }>(
        await aContext(database, { role: "VIEWER", today: TODAY }),
        `{ kpiFiguresAsAt(asAt: "2026-08-31", codes: ["SPEND"]) { owner measure value } }`,
      );
      const onTheDay = kpiFiguresAsAt.find(({ owner, measure }) => owner === kent && measure === "QUARTER");
      expect(part).toMatchObject({ period: "2026-27 Q2", asAt: "2026-08-31", problem: null });
      expect(part!.value).toBe(Number(onTheDay!.value).toFixed(2));
      expect(Number(part!.value)).toBeLessThan(Number(whole!.value));
    });

    test("gives the whole collaboration's figure as at a day too, the same as kept on the quarter's last day", async () => {
      const [kept, atTheEnd] = await asked([
        { kpi: "COMPLIANCE", period: "2026-27 Q2" },
        { kpi: "COMPLIANCE", asAt: "2026-09-30" },
      ]);
      expect(atTheEnd).toMatchObject({ value: kept!.value, type: "PERCENT", problem: null });
    });

    test("gives targets and RAG words as the KPI table has them", async () => {
      const rows = await database.sql(
        `select f.kpi_code as kpi, o.code as force, quarter_name(f.financial_year, f.quarter) as period,
           trim_scale(t.target)::text as target
         from kpi_figures f join forces o on o.id = f.force_id
         join kpi_target_profiles t on t.kpi_code = f.kpi_code and t.force_id = f.force_id
           and t.financial_year = f.financial_year and t.quarter = f.quarter
         where f.measure = 'QUARTER' and f.data_state = 'REPORTED' limit 3`,
      );
      expect(rows.length).toBeGreaterThan(0);
      const answers = await asked(
        rows.flatMap(({ kpi, force, period }) => [
          { kpi, force, period, measure: "target" },
          { kpi, force, period, measure: "Rag" },
        ]),
      );
      rows.forEach(({ target }, index) => {
        expect(Number(answers[2 * index]!.value)).toBe(Number(target));
        expect(["GREEN", "AMBER", "RED"]).toContain(answers[2 * index + 1]!.value);
      });
    });

    test.each([
      [{ kpi: "SPENDD" }, "UNKNOWN_KPI", /^KPI code "SPENDD" is not known\. Nearest: SPEND\.$/],
      [{ kpi: "SPEND", measure: "Targt" }, "UNKNOWN_MEASURE", /Nearest: TARGET/],
      [{ kpi: "SPEND", asAt: "31/02/2026" }, "UNKNOWN_DATE", /31\/08\/2026/],
      [{ kpi: "SPEND", asAt: "2027-01-01" }, "AS_AT_TO_COME", /not come yet/],
      [{ kpi: "SPEND", period: "2026-27 Q1", asAt: "2026-08-31" }, "AS_AT_OUTSIDE", /is in 2026-27 Q2/],
      [{ kpi: "SPEND", period: "\u0000" }, "BAD_TEXT", /Retype/],
      [{ kpi: "\ud800" }, "BAD_TEXT", /Retype/],
    ])("answers %j with a problem of its own", async (request, code, message) => {
      const [bad, good] = await asked([request, { kpi: "SPEND", period: "-1" }]);
      expect(bad).toMatchObject({ value: null, problem: { kind: "BAD_ARGUMENT", code } });
      expect(bad!.problem!.message).toMatch(message);
      expect(good!.problem).toBeNull();
    });

    test("works out at most twelve days in one request", async () => {
      const days = Array.from({ length: 13 }, (_, index) => `2026-08-${String(index + 1).padStart(2, "0")}`);
      const answers = await asked(days.map((asAt) => ({ kpi: "SPEND", asAt })));
      expect(answers.map(({ problem }) => problem?.code ?? "")).toEqual([...Array(12).fill(""), "TOO_MANY_DAYS"]);
    });
  });

  describe("of trends", () => {
    test("gives eight quarters up to the latest that has ended, as the single figures are", async () => {
      const trend = await answer({ trend: { kpi: "SPEND" } });
      const [periods, values] = valuesIn(trend);
      expect(periods).toHaveLength(8);
      expect(periods!.at(-1)).toBe("2026-27 Q2");
      const singles = await asked(periods!.map((period) => ({ kpi: "SPEND", period })));
      expect(values).toEqual(singles.map(({ value }) => value));
      expect(trend.table!.columns.map(({ type }) => type)).toEqual(["PERIOD", "MONEY"]);
    });

    test("leaves a quarter without a figure without a value", async () => {
      const [periods, values] = valuesIn(await answer({ trend: { kpi: "SPEND", from: "-1", to: "4" } }));
      expect(periods).toHaveLength(6);
      expect(values!.at(-1)).toBeNull();
    });

    test.each([
      [{ kpi: "NOPE" }, "UNKNOWN_KPI"],
      [{ kpi: "SPEND", from: "2026-27 Q3", to: "2026-27 Q1" }, "BAD_RANGE"],
      [{ kpi: "SPEND", from: "2001-02 Q1" }, "BAD_RANGE"],
      [{ kpi: "SPEND", to: "soon" }, "UNKNOWN_PERIOD"],
      [{ kpi: "SPEND", from: "2060-61 Q1", to: "2060-61 Q4" }, "NO_FIGURES"],
    ])("answers %j with a problem", async (trend, code) => {
      expect((await answer({ trend })).problem?.code).toBe(code);
    });
  });

  describe("of savings", () => {
    const summary = async (force: string | null, period: string) =>
      (
        await ask<{ savingSummary: Record<string, string>[] }>(
          await aContext(database, { role: "VIEWER", today: TODAY }),
          `query ($force: String, $period: String!) { savingSummary(force: $force, period: $period) {
             stageGroup savingClass inPeriod fullYearEffect carryOver life } }`,
          { force, period },
        )
      ).savingSummary;
    const sum = (rows: Record<string, string>[], measure: string) =>
      rows.reduce((total, row) => total + Math.round(Number(row[measure]) * 100), 0);

    test("come to what the summary says, for every force and collaboration, period, class, stage and measure", async () => {
      const owners = [
        null,
        ...(await sql<string>("select code from forces union all select code from collaborations order by 1")),
      ];
      const measures = { IN_YEAR: "inPeriod", FULL_YEAR: "fullYearEffect", CARRY_OVER: "carryOver", LIFE: "life" };
      let compared = 0;
      for (const period of ["2025-26", "2026-27 Q1"]) {
        for (const force of owners) {
          const rows = await summary(force, period);
          if (rows.length === 0) continue;
          const requests = [
            ...Object.keys(measures).map((measure) => ({ saving: { force, period, measure } })),
            { saving: { force, period, savingClass: "cashable", stage: "pipeline" } },
            { saving: { force, period, savingClass: "Cost avoidance", stage: "Realised" } },
          ];
          const pennies = (await asked(requests)).map(({ value }) => Math.round(Number(value) * 100));
          const later = rows.filter(({ stageGroup }) => ["VALIDATED", "REALISED"].includes(stageGroup!));
          const only = (savingClass: string, stageGroup: string) =>
            rows.filter((row) => row.savingClass === savingClass && row.stageGroup === stageGroup);
          expect([force, period, ...pennies]).toEqual([
            force,
            period,
            ...Object.values(measures).map((measure) => sum(later, measure)),
            sum(only("CASHABLE", "PIPELINE"), "inPeriod"),
            sum(only("COST_AVOIDANCE", "REALISED"), "inPeriod"),
          ]);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(10);
    });

    test("count the quarters that have begun on an as-at day", async () => {
      const [year, part, q1, q2] = await asked([
        { saving: { period: "2026-27" } },
        { saving: { period: "2026-27", asAt: "2026-08-15" } },
        { saving: { period: "2026-27 Q1" } },
        { saving: { period: "2026-27 Q2" } },
      ]);
      expect(Number(part!.value)).toBeCloseTo(Number(q1!.value) + Number(q2!.value), 2);
      expect(part!.value).not.toBe(year!.value);
    });

    test.each([
      [{ savingClass: "CASHABEL" }, "BAD_ARGUMENT", /Nearest: CASHABLE/],
      [{ stage: "done" }, "BAD_ARGUMENT", /VALIDATED_OR_LATER/],
      [{ measure: "total" }, "BAD_ARGUMENT", /IN_YEAR/],
      [{ force: "NOWHERE_AT_ALL" }, "BAD_ARGUMENT", /not known/],
      [{ period: "next year" }, "BAD_ARGUMENT", /2026-27 Q2/],
      [{ period: "2026-27 Q2", asAt: "2026-04-01" }, "BAD_ARGUMENT", /before 2026-27 Q2 begins/],
      [{ measure: "LIFE", asAt: "2026-04-01" }, "BAD_ARGUMENT", /in-year/],
      [{ period: "2001-02" }, "NOT_AVAILABLE", /No saving of everybody falls in 2001-02/],
    ])("answer %j with a problem, never a zero", async (saving, kind, message) => {
      const { value, problem } = await answer({ saving });
      expect([value, problem?.kind]).toEqual([null, kind]);
      expect(problem!.message).toMatch(message);
    });
  });

  describe("of lists of contracts", () => {
    const references = async (filters: object[], more: object = {}) =>
      valuesIn(await answer({ contracts: { columns: ["reference"], filters, ...more } }))[0];

    test.each([
      [[{ field: "annualValue", value: ">=£1,000,000" }], "annual_value >= 1000000"],
      [[{ field: "Lead Force", value: "kent" }], "lead_force_id = (select id from forces where code = 'KENT')"],
      [[{ field: "title", value: "*fleet*" }], "title ilike '%fleet%'"],
      [[{ field: "startsOn", value: "<=01/04/2025" }], "starts_on <= '2025-04-01'"],
      [[{ field: "startsOn", value: "<=45748" }], "starts_on <= '2025-04-01'"],
      [[{ field: "annualValue", value: "=" }], "annual_value is null"],
      [
        [
          { field: "annualValue", value: "<>" },
          { field: "title", value: "" },
        ],
        "annual_value is not null",
      ],
    ])("filters by %j", async (filters, where) => {
      const expected = await sql<string>(
        `select reference from contracts where deleted_at is null and not confidential and ${where} order by reference`,
      );
      const found = await references(filters);
      expect([...found!].sort()).toEqual([...expected].sort());
    });

    test("gives the columns asked for by field or label, and no more rows than asked", async () => {
      const list = await answer({ contracts: { columns: ["Reference", "annual value", "currentEndsOn"], first: 5 } });
      expect(list.table!.columns.map(({ field, type }) => [field, type])).toEqual([
        ["reference", "TEXT"],
        ["annualValue", "MONEY"],
        ["currentEndsOn", "DATE"],
      ]);
      expect(list.table!.rowCount).toBe(5);
      expect(valuesIn(list).map(({ length }) => length)).toEqual([5, 5, 5]);
    });

    test("gives the headings alone when nothing matches", async () => {
      const list = await answer({ contracts: { filters: [{ field: "title", value: "*no such title*" }] } });
      expect(list).toMatchObject({ problem: null, table: { rowCount: 0 } });
    });

    test.each([
      [{ columns: ["anualValue"] }, "UNKNOWN_FIELD", /Nearest: annualValue/],
      [{ filters: [{ field: "leadForce", value: "KENNT" }] }, "BAD_FILTER", /Nearest: KENT/],
      [{ filters: [{ field: "annualValue", value: ">=lots" }] }, "BAD_FILTER", /lots/],
      [{ filters: [{ field: "annualValue", value: ">5" }] }, "BAD_FILTER", />=/],
      [{ first: 0 }, "BAD_TOP", /1 to 5000/],
    ])("answers %j with a problem", async (contracts, code, message) => {
      const { problem } = await answer({ contracts });
      expect(problem).toMatchObject({ kind: "BAD_ARGUMENT", code });
      expect(problem!.message).toMatch(message);
    });
  });

  describe("of lists of codes", () => {
    test.each([
      ["forces", "select code from forces order by code"],
      ["KPIs", "select code from kpi_definitions where is_current order by code"],
      ["saving class", "select unnest(enum_range(null::saving_class))::text"],
    ])("gives %s", async (list, statement) => {
      expect(valuesIn(await answer({ list }))[0]).toEqual(await sql<string>(statement));
    });
    test("names the nearest list", async () => {
      expect((await answer({ list: "Forses" })).problem).toMatchObject({ code: "UNKNOWN_LIST", suggestion: "FORCES" });
    });
  });

  describe("by columns", () => {
    const COLUMNS = `values meanings { label type unit decimals } meaningOf states numerators denominators periods asAt sources
      problems { cell kind code message suggestion }`;
    type Columns = Record<string, string> & {
      readonly meanings: Pick<Answer, "type">[];
      readonly problems: { readonly cell: number }[];
    };
    const columnsOf = async (field: string, variables: Record<string, unknown>, types: Record<string, string>) => {
      const [declared, given] = [
        Object.keys(variables).map((name) => `$${name}: ${types[name] ?? "[String]"}`),
        Object.keys(variables).map((name) => `${name}: $${name}`),
      ];
      const context = await aContext(database, { role: "VIEWER", today: TODAY });
      const query = `query (${declared.join(", ")}) { answer: ${field}(${given.join(", ")}) { ${COLUMNS} } }`;
      return (await ask<{ answer: Columns }>(context, query, variables)).answer;
    };
    /** The answers one by one, as `cells` gives them. */
    const oneByOne = (columns: Columns): object[] => {
      const list = (name: string) => JSON.parse(columns[name] as string) as (string | null)[];
      const problems = new Map(columns.problems.map(({ cell, ...problem }) => [cell, problem]));
      return list("values").map((value, cell) => ({
        ...{ label: null, type: null, unit: null, decimals: null },
        ...columns.meanings[list("meaningOf")[cell] as unknown as number],
        value,
        state: list("states")[cell],
        numerator: list("numerators")[cell],
        denominator: list("denominators")[cell],
        period: list("periods")[cell],
        asAt: list("asAt")[cell],
        source: list("sources")[cell],
        problem: problems.get(cell) ?? null,
      }));
    };
    const withoutTable = (answers: readonly Answer[]) => answers.map(({ table: _, ...rest }) => rest);
    const KPIS = { kpis: "[String!]!" };
    const CONTRACTS = { references: "[String!]!", fields: "[String!]!" };

    test("gives figures, targets, days and problems as the single cells do", async () => {
      const requests = [
        { kpi: "SPEND", force: "KENT", period: "2026-27 Q1" },
        { kpi: " spend ", force: "kent", period: "2026/27 q1" },
        { kpi: "COMPLIANCE" },
        { kpi: "COMPLIANCE", force: "KENT", period: "-2", measure: "year to date" },
        { kpi: "COMPLIANCE", force: "KENT", period: "2026-27 Q1", measure: "target" },
        { kpi: "COMPLIANCE", force: "KENT", period: "2026-27 Q1", measure: "RAG" },
        { kpi: "SPEND", force: "KENT", asAt: "31/08/2026" },
        { kpi: "SPEND", force: "KENT", period: "4" },
        { kpi: "SPENDD", force: "KENT" },
        { kpi: "SPEND", force: "KENNT" },
        { kpi: "SPEND", period: "soon" },
        { kpi: "SPEND", measure: "Targt" },
        { kpi: "SPEND", asAt: "2027-01-01" },
        { kpi: "SP\u0000END" },
        { kpi: "SPEND", asAt: "2026-\u0000" },
      ];
      const list = (name: "force" | "period" | "measure" | "asAt") =>
        requests.map((request) => (request as Partial<Record<typeof name, string>>)[name] ?? null);
      const columns = await columnsOf(
        "kpiCells",
        {
          kpis: requests.map(({ kpi }) => kpi),
          forces: list("force"),
          periods: list("period"),
          measures: list("measure"),
          asAt: list("asAt"),
        },
        KPIS,
      );
      expect(oneByOne(columns)).toEqual(withoutTable(await asked(requests)));
      expect(columns.problems.map(({ cell }) => cell)).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
    });

    test("gives fields of contracts and problems as the single cells do", async () => {
      const [reference, other] = await sql<string>(
        "select reference from contracts where not confidential and annual_value is not null order by id limit 2",
      );
      const [blank] = await sql<string>(
        "select reference from contracts where not confidential and review_on is null order by id limit 1",
      );
      const requests = [
        { contract: reference!, field: "annualValue" },
        { contract: ` ${reference!.toLowerCase()} `, field: "Annual value" },
        { contract: other!, field: "title" },
        { contract: other!, field: "status" },
        { contract: other!, field: "confidential" },
        { contract: blank!, field: "reviewOn" },
        { contract: `${reference}X`, field: "title" },
        { contract: "", field: "title" },
        { contract: reference!, field: "anualValue" },
        { contract: "\ud800", field: "title" },
        { contract: reference!, field: "\u0000" },
      ];
      const columns = await columnsOf(
        "contractCells",
        { references: requests.map(({ contract }) => contract), fields: requests.map(({ field }) => field) },
        CONTRACTS,
      );
      expect(oneByOne(columns)).toEqual(withoutTable(await asked(requests)));
      expect(columns.problems.map(({ cell }) => cell)).toEqual([5, 6, 7, 8, 9, 10]);
      expect(JSON.parse(columns.values!)).toContain(false);
    });

    test("takes a list of one entry for all cells", async () => {
      const kpis = ["SPEND", "COMPLIANCE", "SAVINGS"];
      const all = await columnsOf("kpiCells", { kpis, forces: ["KENT"], periods: ["2026-27 Q1"] }, KPIS);
      const each = await columnsOf(
        "kpiCells",
        { kpis, forces: ["KENT", "KENT", "KENT"], periods: ["2026-27 Q1", "2026-27 Q1", "2026-27 Q1"] },
        KPIS,
      );
      expect(all).toEqual(each);
      const one = await columnsOf("kpiCells", { kpis: ["SPEND"], periods: ["2026-27 Q1", "2026-27 Q2"] }, KPIS);
      expect(JSON.parse(one.periods!)).toEqual(["2026-27 Q1", "2026-27 Q2"]);
      expect(JSON.parse((await columnsOf("kpiCells", { kpis: [] }, KPIS)).values!)).toEqual([]);
    });

    test("refuses lists of different lengths and too many cells", async () => {
      const lists = columnsOf("kpiCells", { kpis: ["SPEND", "SAVINGS"], forces: ["KENT", "KENT", "KENT"] }, KPIS);
      await expect(lists).rejects.toThrow(/forces has 3 entries and kpis has 2/);
      const many = { references: Array(20_001).fill("C-1"), fields: ["title"] };
      await expect(columnsOf("contractCells", many, CONTRACTS)).rejects.toThrow(/at most 20000 cells.*asks for 20001/);
    });

    test("names the nearest of the first twenty contracts that there are not, so that many misspelt ones take no longer", async () => {
      const [reference] = await sql<string>(
        "select reference from contracts where not confidential order by id limit 1",
      );
      const references = Array.from({ length: 22 }, (_, index) => `${reference}-${index}`);
      const { problems } = await columnsOf("contractCells", { references, fields: ["title"] }, CONTRACTS);
      const nearest = problems.map((problem) => (problem as unknown as { suggestion: string | null }).suggestion);
      expect(nearest.map((each) => each !== null)).toEqual([...Array(20).fill(true), false, false]);
    });
  });

  test.each([
    [{}, "2026-27 Q3", "TEXT"],
    [{ offset: -1 }, "2026-27 Q2", "TEXT"],
    [{ offset: -3, as: "year" }, "2025-26", "TEXT"],
    [{ offset: -1, as: "First day" }, "2026-07-01", "DATE"],
    [{ offset: -1, as: "LastDay" }, "2026-09-30", "DATE"],
  ])("gives the quarter %j as %s", async (calendar, value, type) => {
    expect(await answer({ calendar })).toMatchObject({ value, type, problem: null });
  });

  test("stamps with the server's day, or the day of a dataset's latest change", async () => {
    const [today, spend, wrong] = await asked([{ stamp: "" }, { stamp: "Spend" }, { stamp: "spnd" }]);
    expect(today).toMatchObject({ value: TODAY, type: "DATE" });
    expect([spend!.value]).toEqual(await sql("select max(posted_on)::text from spend_lines"));
    expect(wrong!.problem).toMatchObject({ kind: "BAD_ARGUMENT", suggestion: "SPEND" });
  });

  test("refuses to be asked for too much at once, and says how much", async () => {
    const context = await aContext(database, { role: "VIEWER", today: TODAY });
    const requests = Array.from({ length: 201 }, () => ({ list: "forces" }));
    await expect(
      ask(context, `query ($requests: [CellRequest!]!) { cells(requests: $requests) { value } }`, { requests }),
    ).rejects.toThrow(/at most 20000 cells.*asks for 20100/);
  });
});
