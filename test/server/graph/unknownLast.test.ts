import { type RequestContext } from "../../../server/context.js";
import { aContract } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { counting } from "../../support/counting.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { parse } from "graphql";
import { projectedJson } from "./bothWays.js";

const document = parse(`query ($first: Int!, $after: String, $direction: SortDirection!) {
  contracts(first: $first, after: $after, orderBy: [{ field: CURRENT_ENDS_ON, direction: $direction }]) {
    nodes { reference } pageInfo { endCursor hasNextPage } } }`);

/** Five contracts with an end and three without, which come last in both directions. */
const ends = ["2027-03-31", "2028-03-31", "2029-03-31", "2030-03-31", "2031-03-31", null, null, null];

describe("pages in an order that is not known of every row", () => {
  let database: TestDatabase;
  let ctx: RequestContext;
  beforeAll(async () => {
    database = await aDatabase();
    ctx = await aContext(database);
    for (const [index, initial_ends_on] of ends.entries()) {
      await aContract(database, { reference: `C-${index + 1}`, starts_on: "2026-04-01", initial_ends_on });
    }
  });
  afterAll(() => database.close());

  async function page(first: number, after: string | null, direction: string) {
    const { ctx: counted, statements } = counting(ctx);
    const text = await projectedJson(counted, document, { first, after, direction });
    const { data } = JSON.parse(text) as {
      data: { contracts: { nodes: { reference: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    };
    const { nodes, pageInfo } = data.contracts;
    return { references: nodes.map(({ reference }) => reference), ...pageInfo, statements };
  }

  test.each([
    ["ASCENDING", ["C-1 C-2", "C-3 C-4", "C-5 C-6", "C-7 C-8"]],
    ["DESCENDING", ["C-5 C-4", "C-3 C-2", "C-1 C-8", "C-7 C-6"]],
  ])("hold every row once, and read the unknown ones only when it is their turn, %s", async (direction, pages) => {
    let after: string | null = null;
    const found: string[] = [];
    const counts: number[] = [];
    for (let hasNextPage = true; hasNextPage;) {
      const next: Awaited<ReturnType<typeof page>> = await page(2, after, direction);
      found.push(next.references.join(" "));
      counts.push(next.statements.length);
      [after, hasNextPage] = [next.endCursor, next.hasNextPage];
    }
    expect(found).toEqual(pages);
    // The third page needs the unknown ones beside the known; the last begins behind an unknown one.
    expect(counts).toEqual([1, 1, 2, 1]);
  });

  test("start where the last page ended", async () => {
    const { endCursor } = await page(2, null, "ASCENDING");
    const { statements } = await page(2, endCursor, "ASCENDING");
    expect(statements.join()).toMatch(/c\.current_ends_on >= \$\d+::date and/);
    expect(statements.join()).not.toContain("current_ends_on is null");
  });
});
