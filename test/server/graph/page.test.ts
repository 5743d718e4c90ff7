import fc from "fast-check";
import { type RequestContext } from "../../../server/context.js";
import { type ContractOrderField } from "../../../server/contracts/contract.inputs.js";
import { contractList } from "../../../server/contracts/contract.repository.js";
import { type Contract } from "../../../server/contracts/contract.types.js";
import { Database } from "../../../server/database/database.js";
import { type OrderEntry, type SortDirection } from "../../../server/graph/order.js";
import { pageOf } from "../../../server/graph/page.js";
import { aContract, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

/** What a contract is ordered by, written down here once more and apart from the SQL. */
interface Known {
  readonly id: number;
  readonly REFERENCE: string;
  readonly TITLE: string;
  readonly SUPPLIER_NAME: string | null;
  readonly STARTS_ON: string | null;
  readonly CURRENT_ENDS_ON: string | null;
  readonly ANNUAL_VALUE: number | null;
}
const fields = ["REFERENCE", "TITLE", "SUPPLIER_NAME", "STARTS_ON", "CURRENT_ENDS_ON", "ANNUAL_VALUE"] as const;
const directions: readonly SortDirection[] = ["ASCENDING", "DESCENDING"];
const MANY = 45;

describe("a list's pages", () => {
  let database: TestDatabase;
  let ctx: RequestContext;
  const known: Known[] = [];

  beforeAll(async () => {
    database = await aDatabase();
    ctx = await aContext(database);
    const suppliers = [
      [null, null],
      ["Alder", await aSupplier(database, { name: "Alder" })],
      ["Birch", await aSupplier(database, { name: "Birch" })],
    ] as const;
    for (let index = 0; index < MANY; index += 1) {
      // Few different values, so that there are ties and unknowns in every field; 45 is a multiple of none of 2, 4 and 7.
      const [supplierName, supplierId] = suppliers[index % 3]!;
      const startsOn = [null, "2025-04-01", "2026-04-01", "2026-10-01"][index % 4]!;
      const endsOn = [null, "2028-03-31", "2029-03-31"][(index * 5) % 7 > 2 ? 0 : (index * 5) % 7]!;
      const annualValue = [null, "-5.00", "9.50", "10.00", "100.00"][(index * 3) % 5]!;
      const title = ["Fleet", "Fuel"][index % 2]!;
      const reference = `C-${String((index * 17) % MANY).padStart(3, "0")}`;
      const id = await aContract(database, {
        reference,
        title,
        supplier_id: supplierId,
        starts_on: startsOn,
        initial_ends_on: endsOn,
        annual_value: annualValue,
      });
      known.push({
        id: Number(id),
        REFERENCE: reference,
        TITLE: title,
        SUPPLIER_NAME: supplierName,
        STARTS_ON: startsOn,
        CURRENT_ENDS_ON: endsOn,
        ANNUAL_VALUE: annualValue === null ? null : Number(annualValue),
      });
    }
  });
  afterAll(() => database.close());

  /** Unknown last in both directions; rows equal in every step by id, in the direction of the first step. */
  const inOrder = (orderBy: readonly OrderEntry<ContractOrderField>[]): string[] => {
    const compare = (a: string | number, b: string | number, direction: SortDirection): number =>
      (a < b ? -1 : a > b ? 1 : 0) * (direction === "ASCENDING" ? 1 : -1);
    return [...known]
      .sort((a, b) => {
        for (const { field, direction } of orderBy) {
          const [mine, theirs] = [a[field as keyof Known], b[field as keyof Known]];
          if (mine === theirs) continue;
          if (mine === null || theirs === null) return mine === null ? 1 : -1;
          return compare(mine, theirs, direction);
        }
        return compare(a.id, b.id, orderBy[0]?.direction ?? "ASCENDING");
      })
      .map(({ id }) => String(id));
  };

  const walk = async (orderBy: readonly OrderEntry<ContractOrderField>[], first: number): Promise<string[]> => {
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { rows, hasNextPage, hasPreviousPage, cursorOf } = await pageOf<Contract, object, ContractOrderField>(
        ctx,
        contractList,
        { first, after, orderBy },
      ).page();
      expect(hasPreviousPage).toBe(after !== null);
      ids.push(...rows.map(({ id }) => id));
      if (!hasNextPage) return ids;
      expect(rows).toHaveLength(first);
      after = cursorOf(rows.at(-1)!);
    }
  };

  const anOrder = fc.uniqueArray(
    fc.record({ field: fc.constantFrom(...fields), direction: fc.constantFrom(...directions) }),
    { minLength: 1, maxLength: 3, selector: ({ field }) => field },
  );

  test("hold every row once and in order, whatever the order and the size of a page", async () => {
    await fc.assert(
      fc.asyncProperty(anOrder, fc.integer({ min: 1, max: 50 }), async (orderBy, first) => {
        expect(await walk(orderBy, first)).toEqual(inOrder(orderBy));
      }),
      { numRuns: 60, seed: 2026 },
    );
  });

  test.each(fields.flatMap((field) => directions.map((direction) => [field, direction] as const)))(
    "walk %s %s row by row",
    async (field, direction) => {
      expect(await walk([{ field, direction }], 1)).toEqual(inOrder([{ field, direction }]));
    },
  );

  test("follow the reference when no order is asked", async () => {
    expect(await walk([], 10)).toEqual(inOrder([{ field: "REFERENCE", direction: "ASCENDING" }]));
  });

  test.each(directions)("start in the middle of an index where the order allows it, %s", async (direction) => {
    const request = { first: 2, orderBy: [{ field: "REFERENCE", direction }] } as const;
    const { rows, cursorOf } = await pageOf<Contract, object, ContractOrderField>(ctx, contractList, request).page();
    const explained = new (class extends Database {
      override async rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
        return this.transaction(async (transaction) => {
          // A table this small would be sorted rather than walked.
          await transaction.rows("set local enable_seqscan = off");
          await transaction.rows("set local enable_bitmapscan = off");
          await transaction.rows("set local enable_sort = off");
          plan = await transaction.rows(`explain ${statement}`, parameters);
          return [];
        });
      }
    })(ctx.database.entities, ctx.database.session);
    let plan: { "QUERY PLAN": string }[] = [];
    await pageOf<Contract, object, ContractOrderField>({ ...ctx, database: explained }, contractList, {
      ...request,
      after: cursorOf(rows[1]!),
    }).page();
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines).toMatch(/Index Scan.* using contracts_by_reference/);
    expect(lines).toMatch(/Index Cond: \(reference [<>]= /);
    expect(lines).not.toContain("Sort");
  });
});
