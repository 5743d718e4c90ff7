import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { demoDatabase } from "../support/demo.js";
import { ask } from "../support/graph.js";
import { aServer, type TestServer } from "../support/server.js";
import { problemsWithChange } from "../../server/savings/saving.gates.js";
import { type SavingStage } from "../../server/savings/saving.js";
import { savingChecks } from "../../server/savings/savingChecks.repository.js";
import { savingFacts } from "../../server/savings/savingFacts.repository.js";
import { fromPennies, pennies, total } from "../../server/shared/money.js";

interface Row {
  readonly stageGroup: string;
  readonly savingClass: string;
  readonly savings: number;
  readonly inPeriod: string;
  readonly fullYearEffect: string;
  readonly carryOver: string;
  readonly life: string;
  readonly force: { readonly code: string } | null;
}
interface Under {
  readonly counted: string;
  readonly excluded: string;
  readonly countedAs: { readonly countsAs: string; readonly amount: string; readonly savings: number }[];
  readonly excludedBecause: { readonly reason: string; readonly amount: string }[];
  readonly ratio: string | null;
}

describe("reports on savings", () => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
    server = await aServer(database);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const summary = async (asked: string): Promise<Row[]> =>
    (
      await ask<{ savingSummary: Row[] }>(
        await aContext(database, { role: "AUDITOR" }),
        `{ savingSummary(${asked}) { stageGroup savingClass savings inPeriod fullYearEffect carryOver life force { code } } }`,
      )
    ).savingSummary;
  const under = async (method: string, asked: string): Promise<Under> =>
    (
      await ask<{ savingsUnder: Under }>(
        await aContext(database, { role: "AUDITOR" }),
        `{ savingsUnder(method: ${method}, ${asked}) { method period counted excluded ratio
           countedAs { countsAs reason amount savings } excludedBecause { countsAs reason amount savings } } }`,
      )
    ).savingsUnder;
  const inSql = async (what: string, where: string): Promise<string> => {
    const [row] = await database.sql(
      `select coalesce(sum(${what}), 0)::numeric(18,2)::text as amount from savings s
       join saving_phases p on p.saving_id = s.id
       where s.deleted_at is null and p.financial_year = 2026 and ${where}`,
    );
    return row?.amount as string;
  };
  const validated = "s.stage in ('VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED')";

  test("rest on savings of which every permanent check holds", async () => {
    const { database: application } = await aContext(database);
    expect(await savingChecks(application)).toEqual([]);
  });

  test("rest on demonstration savings that have passed every gate up to their stage", async () => {
    const { database: application } = await aContext(database);
    const ids = await database.sql(
      `select id::text from savings where stage not in ('IDEA', 'PIPELINE', 'REJECTED', 'LAPSED')`,
    );
    const before: Partial<Record<SavingStage, SavingStage>> = {
      SECURED: "PIPELINE",
      VALIDATED: "SECURED",
      DELIVERING: "VALIDATED",
      REALISED: "DELIVERING",
      CLOSED: "REALISED",
    };
    const savings = await savingFacts(
      application,
      ids.map(({ id }) => id as string),
    );
    expect(savings.length).toBeGreaterThan(200);
    const refused = savings.flatMap((saving) =>
      problemsWithChange({ ...saving, stage: before[saving.stage] as SavingStage }, { ...saving, reason: null }),
    );
    expect(refused).toEqual([]);
  });

  test("keep the stage groups apart, and forces come to the whole to the penny", async () => {
    const whole = await summary(`period: "2026-27"`);
    const byForce = await summary(`period: "2026-27", byForce: true`);
    expect(new Set(whole.map(({ stageGroup }) => stageGroup))).toEqual(
      new Set(["PIPELINE", "SECURED", "VALIDATED", "REALISED"]),
    );
    expect(whole.every(({ force }) => force === null)).toBe(true);
    for (const row of whole) {
      const parts = byForce.filter(
        ({ stageGroup, savingClass }) => stageGroup === row.stageGroup && savingClass === row.savingClass,
      );
      for (const measure of ["inPeriod", "fullYearEffect", "carryOver", "life"] as const) {
        expect([measure, total(parts.map((part) => part[measure]))]).toEqual([measure, row[measure]]);
      }
      if (row.stageGroup === "VALIDATED") expect(parts.every(({ force }) => force !== null)).toBe(true);
    }
    const counted = whole.filter(({ stageGroup }) => stageGroup === "VALIDATED" || stageGroup === "REALISED");
    expect(total(counted.map(({ inPeriod }) => inPeriod))).toBe(await inSql("p.amount", validated));
  });

  test("split a year into its quarters, and a collaboration into its forces", async () => {
    const amountOf = async (asked: string) => total((await summary(asked)).map(({ inPeriod }) => inPeriod));
    const quarters = await Promise.all([1, 2, 3, 4].map((quarter) => amountOf(`period: "2026-27 Q${quarter}"`)));
    expect(total(quarters)).toBe(await amountOf(`period: "2026-27"`));
    const [kent, essex] = [
      await amountOf(`period: "2026-27", force: "kent"`),
      await amountOf(`period: "2026-27", force: "ESSEX"`),
    ];
    expect(total([kent, essex])).toBe(await amountOf(`period: "2026-27", force: "KE"`));
  });

  test("are of the classes that are asked for, and of one force's quarter", async () => {
    const all = await summary(`period: "2026-27 Q2", force: "KENT"`);
    const some = await summary(`period: "2026-27 Q2", force: "KENT", savingClasses: [CASHABLE, INCOME]`);
    expect(some).toEqual(all.filter(({ savingClass }) => savingClass === "CASHABLE" || savingClass === "INCOME"));
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    expect(await summary(`period: "2026-27", savingClasses: []`)).toEqual([]);
  });

  test("leave out what another body reports too, where asked", async () => {
    const all = await summary(`period: "2026-27"`);
    const own = await summary(`period: "2026-27", excludeAlsoClaimed: true`);
    const claimed = await inSql("p.amount", "s.also_claimed_by is not null and s.stage not in ('REJECTED', 'LAPSED')");
    const sum = (rows: Row[]) => pennies(total(rows.map(({ inPeriod }) => inPeriod)));
    expect(claimed).not.toBe("0.00");
    expect(fromPennies(sum(all) - sum(own))).toBe(claimed);
  });

  test.each(["HOME_OFFICE_CASHABLE", "GOVERNMENT_EFFICIENCY_FRAMEWORK", "COMMERCIAL_VALUE_TOOL", "LANCASHIRE_RATIO"])(
    "under %s, every pound counts or has a reason not to",
    async (method) => {
      const { counted, excluded, countedAs, excludedBecause } = await under(method, `period: "2026/27"`);
      expect(total([counted, excluded])).toBe(await inSql("p.amount", validated));
      expect(total(countedAs.map(({ amount }) => amount))).toBe(counted);
      expect(total(excludedBecause.map(({ amount }) => amount))).toBe(excluded);
      expect(counted).not.toBe("0.00");
    },
  );

  test("count reduced scope under one method and exclude it under another", async () => {
    const scope = await inSql(
      "p.amount",
      `${validated} and s.method = 'REDUCED_SCOPE' and s.also_claimed_by is null and not s.defers_cost and s.saving_class <> 'NON_MONETISABLE'`,
    );
    const { excludedBecause } = await under("GOVERNMENT_EFFICIENCY_FRAMEWORK", `period: "2026-27"`);
    const excluded = excludedBecause.find(({ reason }) => reason.startsWith("Reduced scope"));
    expect(excluded?.amount).toBe(scope);
    const tool = await under("COMMERCIAL_VALUE_TOOL", `period: "2026-27"`);
    expect(tool.excludedBecause.some(({ reason }) => reason.startsWith("Reduced scope"))).toBe(false);
  });

  test("give Lancashire's ratio, as the KPI does for the same rows", async () => {
    const { ratio, countedAs } = await under("LANCASHIRE_RATIO", `period: "2026-27 Q1", force: "KENT"`);
    const [kpi] = await database.sql(
      `select distinct round(value, 2)::text as value, numerator::numeric(14,2)::text as numerator from kpi_figures k
       join forces f on f.id = k.force_id
       where kpi_code = 'SAVINGS_RATIO' and f.code = 'KENT' and financial_year = 2026 and quarter = 1`,
    );
    expect(ratio).toBe(kpi?.value);
    expect(countedAs.find(({ countsAs }) => countsAs === "Savings")?.amount).toBe(kpi?.numerator);
  });

  test.each([
    [`period: "2026"`, '"2026" is neither a financial year nor a quarter. Write it as "2026-27" or "2026-27 Q2".'],
    [
      `period: "2026-27", force: "MARS"`,
      'There is no force or collaboration "MARS". Use a code such as those of `forces`.',
    ],
  ])("refuse %s", async (asked, message) => {
    await expect(summary(asked)).rejects.toThrow(message);
  });

  test("show the same measures in a sheet and in the graph, for every saving", async () => {
    const fields = ["fullYearEffect", "carryOver", "lifeSaving", "signOffState", "proposedBy", "defersCost"];
    const { data, errors } = await server.ask<{ sheet: { values: unknown[][] } }>({
      query: `{ sheet(dataset: SAVINGS, columns: ["reference", ${fields.map((field) => `"${field}"`).join(", ")}, "inYearSaving", "checks", "evidence"], asAt: "2026-11-22") { values } }`,
      as: "local:auditor",
    });
    expect(errors).toEqual([]);
    const [references, ...columns] = data.sheet.values as [string[], ...unknown[][]];
    expect(references).toHaveLength(400);
    const { savings } = await ask<{ savings: { nodes: Record<string, unknown>[] } }>(
      await aContext(database, { role: "AUDITOR" }),
      `{ savings(first: 500) { nodes { reference ${fields.join(" ")} inYear(financialYear: "2026-27") evidence { kind } } } }`,
    );
    for (const node of savings.nodes) {
      const at = references.indexOf(node.reference as string);
      const inSheet = fields.map((_field, index) => columns[index]?.[at]);
      expect([node.reference, ...inSheet]).toEqual([node.reference, ...fields.map((field) => node[field])]);
      const [inYear, checks] = [columns[fields.length]?.[at], columns[fields.length + 1]?.[at]];
      // A sheet has no cell for a year that the saving has no part in.
      expect(inYear ?? "0.00").toBe(node.inYear ?? "0.00");
      expect(["OK", "Not wholly shared out"]).toContain(checks);
    }
  });

  test("say for one saving what it counts as, and why", async () => {
    const { savings } = await ask<{ savings: { nodes: { verdicts: { method: string; counts: boolean }[] }[] } }>(
      await aContext(database, { role: "AUDITOR" }),
      `{ savings(first: 3, where: { method: { in: [REDUCED_SCOPE] }, savingClass: { in: [CASHABLE] }, isAlsoClaimed: false, defersCost: false }) {
        nodes { verdicts { method counts countsAs reason } } } }`,
    );
    expect(savings.nodes.map(({ verdicts }) => verdicts.map(({ counts }) => counts))).toEqual(
      Array(3).fill([true, false, true, true]),
    );
  });

  test("go on for the force that takes another's place, and stay the same for their collaboration", async () => {
    const sums = (rows: Row[]) =>
      (["inPeriod", "fullYearEffect", "carryOver", "life"] as const).map((measure) =>
        total(rows.map((row) => row[measure])),
      );
    const of = async (force: string) => sums(await summary(`period: "2026-27", force: "${force}"`));
    const [norfolk, suffolk, seven] = [await of("NORFOLK"), await of("SUFFOLK"), await of("SEVEN_FORCE")];
    const counted = (await under("LANCASHIRE_RATIO", `period: "2026-27", force: "SEVEN_FORCE"`)).counted;
    await database.sql(`update forces set valid_to = '2026-12-31',
      successor_id = (select id from forces where code = 'SUFFOLK') where code = 'NORFOLK'`);
    await database.sql(`update collaboration_members m set valid_to = '2026-12-31' from forces f
      where f.id = m.force_id and f.code = 'NORFOLK'`);
    expect(await of("SUFFOLK")).toEqual(norfolk.map((amount, at) => total([amount, suffolk[at] as string])));
    expect(await of("SEVEN_FORCE")).toEqual(seven);
    expect((await under("LANCASHIRE_RATIO", `period: "2026-27", force: "SEVEN_FORCE"`)).counted).toBe(counted);
    expect(sums(await summary(`period: "2026-27 Q3", force: "NORFOLK"`))[0]).not.toBe("0.00");
    expect(await summary(`period: "2026-27 Q4", force: "NORFOLK"`)).toEqual([]);
    const rows = await summary(`period: "2026-27", byForce: true`);
    expect(rows.some(({ force }) => force?.code === "NORFOLK")).toBe(false);
  });
});
