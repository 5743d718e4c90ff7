import { graphql } from "graphql";
import { buildSchema, Query, Resolver } from "type-graphql";
import { importResolvers } from "../../../server/imports/index.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorIn, contextOf } from "./importing.js";

/** GraphQL wants a query; the whole server has many. */
@Resolver()
class Nothing {
  @Query(() => Boolean)
  nothing() {
    return true;
  }
}

const operation = `mutation ($input: ImportContractsInput!) {
  importContracts(input: $input) {
    applied dryRun read created refused headingRow problemCount
    problems(first: 1) { row column value code reason suggestion }
    headings { heading column field reason }
    newSuppliers
    userErrors { code message field }
  }
}`;

describe("the mutation importContracts", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
    await anEditorIn(database);
  });
  afterAll(() => database.close());

  async function sending(input: object) {
    const schema = await buildSchema({ resolvers: [Nothing, ...importResolvers], validate: false });
    const answer = await graphql({
      schema,
      source: operation,
      variableValues: { input },
      contextValue: contextOf(database),
    });
    expect(answer.errors).toBeUndefined();
    return answer.data?.importContracts as Record<string, unknown>;
  }
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  test("answers with the account of the import", async () => {
    const content = base64(
      "Our no,Title,Supplier,End date\nC-1,Gas,Alpha,31/03/2027\nC-2,Water,Beta,31/02/2027\nC-3,Oil,Beta,32/02/2027\n",
    );
    const map = [
      { heading: "Our no", field: "REFERENCE" },
      { heading: "Supplier", field: null },
    ];
    expect(await sending({ fileName: "a.csv", content, map, keepGood: true })).toMatchObject({
      applied: true,
      dryRun: false,
      read: 3,
      created: 1,
      refused: 2,
      headingRow: 1,
      problemCount: 2,
      problems: [{ row: 3, column: "End date", value: "31/02/2027", code: "NO_SUCH_DAY" }],
      headings: [
        { heading: "Our no", column: 1, field: "REFERENCE", reason: null },
        { heading: "Title", column: 2, field: "TITLE", reason: null },
        { heading: "Supplier", column: 3, field: null, reason: "The heading map leaves it out." },
        { heading: "End date", column: 4, field: "INITIAL_ENDS_ON", reason: null },
      ],
      newSuppliers: [],
      userErrors: [],
    });
  });

  test.each([
    ["a file that is no register", { content: base64("hello") }, "NO_HEADINGS", ["content"]],
    ["content that is not base64", { content: "{}" }, "NOT_BASE64", ["content"]],
    ["a sheet of a CSV file", { content: base64("Reference,Title"), sheet: "Live" }, "NO_SUCH_SHEET", ["sheet"]],
    [
      "a map for a heading that is not there",
      { content: base64("Reference,Title"), map: [{ heading: "X", field: "NOTE" }] },
      "BAD_HEADING_MAP",
      ["map"],
    ],
  ])("answers with a user error for %s", async (_title, input, code, field) => {
    const answer = await sending({ fileName: "a.csv", ...input });
    expect(answer).toMatchObject({
      applied: false,
      read: 0,
      userErrors: [{ code, field, message: expect.any(String) }],
    });
  });
});
