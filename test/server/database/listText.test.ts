import fc from "fast-check";
import { listText } from "../../../server/database/listText.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("a list as one text", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
  });
  afterAll(() => store.close());

  test("is read by PostgreSQL as it was, whatever its values", async () => {
    const value = fc.oneof(
      fc.constantFrom(
        null,
        "",
        "NULL",
        "null",
        " ",
        "\\",
        '"',
        '\\"',
        "{}",
        "{,}",
        "a,b",
        "a\nb",
        "é€😀",
        "'",
        "\\\\n",
      ),
      // PostgreSQL keeps no text with a NUL.
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value), async (values) => {
        const [row] = await store.sql("select $1::text[] as read", [listText(values)]);
        expect(row?.read).toEqual(values);
      }),
      { numRuns: 60 },
    );
  });

  test("holds numbers and truths too", async () => {
    const [row] = await store.sql("select $1::integer[] as numbers, $2::boolean[] as truths", [
      listText([1, -2, null]),
      listText([true, null, false]),
    ]);
    expect(row).toEqual({ numbers: [1, -2, null], truths: [true, null, false] });
  });
});
