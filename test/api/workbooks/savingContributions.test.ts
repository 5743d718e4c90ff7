import { aContext, type ContextWanted } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { ask } from "../../support/graph.js";

const TODAY = "2026-11-22";

interface Page {
  readonly totalCount: number;
  readonly total: string;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly {
    readonly rowId: string;
    readonly reference: string;
    readonly savingClass: string;
    readonly stage: string;
    readonly amount: string;
  }[];
}

describe("the savings behind a figure", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
  }, 120_000);
  afterAll(() => database.close());

  const pageOf = async (saving: object, more: object = {}, wanted: ContextWanted = {}): Promise<Page> =>
    (
      await ask<{ savingContributions: Page }>(
        await aContext(database, { today: TODAY, ...wanted }),
        `query ($saving: SavingRequest!, $first: Int = 500, $after: String) {
           savingContributions(saving: $saving, first: $first, after: $after) {
             totalCount total pageInfo { hasNextPage endCursor } nodes { rowId reference savingClass stage amount } } }`,
        { saving, ...more },
      )
    ).savingContributions;
  const valueOf = async (saving: object): Promise<string | null> =>
    (
      await ask<{ cells: { value: string | null }[] }>(
        await aContext(database, { today: TODAY }),
        `query ($requests: [CellRequest!]!) { cells(requests: $requests) { value } }`,
        { requests: [{ saving }] },
      )
    ).cells[0]!.value;
  const pounds = (amounts: readonly { readonly amount: string }[]) =>
    (amounts.reduce((sum, { amount }) => sum + BigInt(amount.replace(".", "")), 0n) + 0n).toString();

  const forces = async () =>
    (
      await database.sql(
        "select code from forces where valid_to is null union select code from collaborations order by 1",
      )
    ).map(({ code }) => String(code));

  test("add up to it, whoever's it is and whatever is measured", async () => {
    let compared = 0;
    const owners = (await forces()).slice(0, 3);
    for (const saving of [null, ...owners].flatMap((force) =>
      ["IN_YEAR", "FULL_YEAR", "CARRY_OVER", "LIFE"].map((measure) => ({ force, period: "2025-26", measure })),
    )) {
      const value = await valueOf(saving);
      const { total, totalCount, nodes } = await pageOf(saving);
      expect({ saving, total, summed: pounds(nodes) }).toEqual({
        saving,
        total: value,
        summed: value!.replace(".", ""),
      });
      expect(totalCount).toBe(nodes.length);
      expect(nodes.every(({ amount }) => amount !== "0.00")).toBe(true);
      if (totalCount > 0) compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
  });

  test("are of the class, stage and quarters that are asked for", async () => {
    const saving = { period: "2026-27", asAt: "2026-08-15", savingClass: "cashable" };
    const { total, nodes } = await pageOf(saving);
    expect(total).toBe(await valueOf(saving));
    expect(new Set(nodes.map(({ savingClass }) => savingClass))).toEqual(new Set(["CASHABLE"]));
    expect(nodes.filter(({ stage }) => ["IDEA", "PIPELINE", "SECURED"].includes(stage))).toEqual([]);
    expect(nodes.length).toBeGreaterThan(0);
  });

  test("are listed page by page in the order of their references, each once", async () => {
    const saving = { period: "2025-26" };
    const all = await pageOf(saving);
    const listed: string[] = [];
    for (let page = await pageOf(saving, { first: 7 }); ;) {
      listed.push(...page.nodes.map(({ reference }) => reference));
      if (!page.pageInfo.hasNextPage) break;
      page = await pageOf(saving, { first: 7, after: page.pageInfo.endCursor });
    }
    expect(listed).toEqual(all.nodes.map(({ reference }) => reference));
    expect(new Set(listed).size).toBe(all.totalCount);
  });

  test("leave out what the caller may not see, and keep it in the total", async () => {
    const saving = { period: "2025-26" };
    const all = await pageOf(saving);
    const hidden = new Set(
      (await database.sql("select 'saving_' || id as id from savings where confidential")).map(({ id }) => id),
    );
    const viewer = await pageOf(saving, {}, { role: "VIEWER" });
    const visible = all.nodes.filter(({ rowId }) => !hidden.has(rowId));
    expect(viewer.total).toBe(all.total);
    expect(viewer.nodes).toEqual(visible);
    expect(viewer.totalCount).toBe(visible.length);
    expect(visible.length).toBeLessThan(all.totalCount);
  });

  test("count for whoever stands for a force that has ended, as the cell and the summary do", async () => {
    const old = "KENT";
    await database.sql(
      `with successor as (
         insert into forces (code, name, region, valid_from)
         select 'SUCCESSOR', 'Successor', region, '2026-07-01' from forces where code = $1 returning id)
       update forces set valid_to = '2026-06-30', successor_id = successor.id from successor where code = $1`,
      [old],
    );
    for (const [force, period] of [
      ["SUCCESSOR", "2026-27 Q2"],
      ["SUCCESSOR", "2026-27"],
      [old, "2026-27 Q1"],
    ]) {
      const saving = { force, period };
      const value = await valueOf(saving);
      const { savingSummary } = await ask<{ savingSummary: { stageGroup: string; inPeriod: string }[] }>(
        await aContext(database, { today: TODAY }),
        `query ($force: String, $period: String!) { savingSummary(force: $force, period: $period) { stageGroup inPeriod } }`,
        saving,
      );
      const later = savingSummary.filter(({ stageGroup }) => ["VALIDATED", "REALISED"].includes(stageGroup));
      const expected = pounds(later.map(({ inPeriod }) => ({ amount: inPeriod })));
      expect([force, period, value?.replace(".", "")]).toEqual([force, period, expected]);
      expect((await pageOf(saving)).total).toBe(value);
      expect(Number(value)).toBeGreaterThan(0);
    }
  });

  test.each([
    [{ savingClass: "CASHABEL" }, /Nearest: CASHABLE/],
    [{ force: "NOWHERE_AT_ALL" }, /There is no force or collaboration "NOWHERE_AT_ALL"/],
    [{ period: "next year" }, /2026-27 Q2/],
    [{ measure: "LIFE", asAt: "2026-04-01" }, /in-year/],
  ])("are refused for %j", async (saving, message) => {
    await expect(pageOf(saving)).rejects.toThrow(message);
  });
});
