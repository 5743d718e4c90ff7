import { copyRow } from "../../../server/database/copyIn.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("a copy into a table", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  async function* chunks(rows: readonly (readonly (string | number | boolean | null)[])[]) {
    for (const row of rows) yield copyRow(row);
  }
  const inTemporaryTable = (work: (transaction: Database) => Promise<void>) =>
    new Database(database.orm.em.fork(), SYSTEM).transaction(async (transaction) => {
      await transaction.rows("create temp table copied (number integer, word text, truth boolean) on commit drop");
      await work(transaction);
    });

  test("it keeps tabs, line breaks, backslashes, unknown values and 40,000 rows", async () => {
    await inTemporaryTable(async (transaction) => {
      const odd = [
        [1, "a\tb\nc\\d\re", true],
        [2, null, false],
        [3, "\\N", null],
        [4, "£ é 漢", true],
      ] as const;
      await transaction.copy("copy copied from stdin", chunks(odd));
      expect(await transaction.rows("select number, word, truth from copied order by number")).toEqual(
        odd.map(([number, word, truth]) => ({ number, word, truth })),
      );
      const many = Array.from({ length: 40_000 }, (_, index) => [index, "x".repeat(200), null] as const);
      await transaction.copy("copy copied (number, word, truth) from stdin", chunks(many));
      expect(await transaction.row("select count(*)::int as rows, sum(number)::int as sum from copied")).toEqual({
        rows: 40_004,
        sum: 799_980_010,
      });
    });
  });

  test("it throws what its source threw, and leaves the connection usable", async () => {
    async function* failing() {
      yield copyRow([1, "a", true]);
      throw new RangeError("The file broke off.");
    }
    await expect(
      inTemporaryTable((transaction) => transaction.copy("copy copied from stdin", failing())),
    ).rejects.toThrow(RangeError);
    expect(await new Database(database.orm.em.fork(), SYSTEM).row("select 1 as one")).toEqual({ one: 1 });
  });

  test("it throws PostgreSQL's error for a row that does not fit", async () => {
    await expect(
      inTemporaryTable((transaction) => transaction.copy("copy copied from stdin", chunks([["one", "a", true]]))),
    ).rejects.toMatchObject({ code: "22P02" });
  });
});
