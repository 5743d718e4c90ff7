import { type DocumentNode, type ExecutionResult, getOperationAST, graphql, type GraphQLError, parse } from "graphql";
import { type RequestContext } from "../../../server/context.js";
import { executor } from "../../../server/graph/execution/executor.js";
import { projectionsOf } from "../../../server/graph/projection/projection.js";
import { shownError } from "../../../server/http/problems.js";
import { projections } from "../../../server/projections.js";
import { aContract, aForce, aSaving, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { counting } from "../../support/counting.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { schema } from "../../support/graph.js";

/** Every question is asked so often that it runs as graphql-js reads it and as compiled code. */
const OFTEN = 4;
/** What the HTTP layer tells the caller of an error, by the error behind it. */
const codeShown = (error: GraphQLError) =>
  shownError({ ...error.toJSON(), extensions: { code: "INTERNAL_SERVER_ERROR", ...error.extensions } }, error, () => {})
    .extensions?.code;
const documents = new Map<string, DocumentNode>();
/** The same document each time, as the server keeps it: what runs as compiled code is told by the document. */
function documentOf(source: string): DocumentNode {
  const document = documents.get(source) ?? parse(source);
  documents.set(source, document);
  return document;
}
const ways = {
  "the resolvers alone": executor(schema, projectionsOf([])),
  "statements where they can": executor(schema, projections),
} as const;

describe.each(Object.keys(ways) as (keyof typeof ways)[])("an operation through %s", (way) => {
  let database: TestDatabase;
  let contract: string;

  beforeAll(async () => {
    database = await aDatabase();
    const kent = await aForce(database, { code: "KENT", name: "Kent" });
    const supplier = await aSupplier(database, { name: 'Alder "Vans" \\ & Söhne\n' });
    contract = await aContract(database, {
      reference: "C-1",
      title: "Vans",
      supplier_id: supplier,
      lead_force_id: kent,
    });
    await aContract(database, { reference: "C-2", title: "sevenfold:missing", lead_force_id: kent });
    await aSaving(database, { reference: "SV-1", contract_id: contract, lead_force_id: kent });
    await aSaving(database, { reference: "SV-2", contract_id: contract, lead_force_id: kent });
    // A row that is not found, as row-level security may hide one.
    await database.sql("alter table savings drop constraint savings_lead_force_id_fkey");
    await database.sql("update savings set lead_force_id = 999999 where reference = 'SV-2'");
  });
  afterAll(() => database.close());

  async function answered(source: string, variables: Record<string, unknown>, ctx: RequestContext, name?: string) {
    const document = documentOf(source);
    const texts: string[] = [];
    const operation = getOperationAST(document, name)?.operation;
    const result: ExecutionResult = await ways[way](
      { document, operationName: name, operation, variables },
      { ...ctx, splice: (json) => `#${texts.push(json) - 1}#` },
    );
    const text = JSON.stringify(result).replace(/"#(\d+)#"/g, (_mark, index: string) => texts[Number(index)]!);
    return { result, json: JSON.parse(text) as ExecutionResult };
  }

  async function same(
    source: string,
    variables: Record<string, unknown> = {},
    { name, signedIn = true }: { name?: string; signedIn?: boolean } = {},
  ) {
    const context = () => aContext(database, signedIn ? {} : { role: null });
    const expected = await graphql({
      schema,
      source,
      variableValues: variables,
      operationName: name,
      contextValue: await context(),
    });
    for (let time = 0; time < OFTEN; time += 1) {
      const { result, json } = await answered(source, variables, await context(), name);
      expect(JSON.stringify(json.data)).toBe(JSON.stringify(expected.data));
      expect(json.errors).toEqual(JSON.parse(JSON.stringify({ errors: expected.errors })).errors);
      expect(result.errors?.map(codeShown)).toEqual(expected.errors?.map(codeShown));
    }
    return expected;
  }

  it("answers a filter that may hold itself, sent as a variable", async () => {
    const source = `query ($where: ContractWhere!) { contracts(where: $where) { totalCount nodes { reference status } } }`;
    const { data } = await same(source, {
      where: { or: [{ reference: { equals: "C-1" } }, { title: { in: ["?"] } }] },
    });
    expect(data).toMatchObject({ contracts: { totalCount: 1 } });
  });

  it.each([
    [
      "several root fields, in their order",
      `{ b: contract(reference: "c-2") { title } __typename kpiDefinitions { code } a: contract(reference: "C-1") { supplier { name } } contracts { totalCount } }`,
    ],
    [
      "fields of one object asked for in several places",
      `{ contract(reference: "C-1") { supplier { name } } ...More } fragment More on Query { contract(reference: "C-1") { supplier { reference } title } }`,
    ],
    ["a text that looks like the mark of a missing value", `{ contract(reference: "C-2") { title } }`],
    [
      "a name too long for a column",
      `{ contract(reference: "C-1") { ${"a".repeat(64)}: title ${"a".repeat(63)}: title } }`,
    ],
    [
      "values that the rules of savings work out",
      `{ saving(reference: "SV-1") { title inYear(financialYear: "2026-27") verdicts { method counts } } }`,
    ],
    ["an interface", `{ node(id: "contract_1") { id ... on Contract { title } } }`],
    ["an unknown id", `{ contract(id: "contract_999") { title } supplier(id: "nonsense") { name } }`],
    ["the schema", `{ __schema { queryType { name } } __type(name: "Contract") { name } contracts { totalCount } }`],
  ])("answers %s", async (_what, source) => {
    expect((await same(source)).errors).toBeUndefined();
  });

  it("answers the operation that is named, and what its directives leave in", async () => {
    const source = `query One($no: Boolean!) { contract(reference: "C-1") @skip(if: $no) { title } contracts { totalCount @include(if: $no) nodes { title } } }
      query Other { contracts { totalCount } }`;
    for (const no of [true, false]) await same(source, { no }, { name: "One" });
    await same(source, {}, { name: "Other" });
  });

  it("uses defaults of variables and of arguments", async () => {
    await same(`query ($first: Int = 1, $by: [ContractOrder!] = [{field: TITLE, direction: DESCENDING}]) {
      contracts(first: $first, orderBy: $by) { nodes { reference } pageInfo { endCursor } } }`);
  });

  it.each([
    ["nobody is signed in", `{ contracts { totalCount } }`, {}, { signedIn: false }],
    [
      "nobody is signed in and two things are asked",
      `{ contract(reference: "C-1") { title } saving(reference: "SV-1") { title } }`,
      {},
      { signedIn: false },
    ],
    ["a page is too large", `{ contracts(first: 501) { totalCount } }`, {}, {}],
    [
      "a page below is too large",
      `{ contract(reference: "C-1") { title savings(first: 501) { totalCount } } }`,
      {},
      {},
    ],
    ["a cursor is of another list", `{ contracts(after: "x.y") { nodes { title } } }`, {}, {}],
    ["neither id nor reference is given", `{ contract { title } }`, {}, {}],
    [
      "a condition names an id of another kind",
      `{ contracts(where: {supplier: {equals: "force_1"}}) { totalCount } }`,
      {},
      {},
    ],
    [
      "a needed variable is missing",
      `query ($reference: String!) { contract(reference: $reference) { title } }`,
      {},
      {},
    ],
    [
      "a variable is of the wrong kind",
      `query ($first: Int) { contracts(first: $first) { totalCount } }`,
      { first: "many" },
      {},
    ],
    ["a value that must be there is not", `{ saving(reference: "SV-2") { title leadForce { code } } }`, {}, {}],
    [
      "such a value is in one row of a page",
      `{ savings { nodes { reference leadForce { code } } } contracts { totalCount } }`,
      {},
      {},
    ],
    ["one field of several is refused", `{ contract(reference: "C-1") { title } supplier { name } }`, {}, {}],
    ["an unknown operation is named", `query One { contracts { totalCount } }`, {}, { name: "Two" }],
  ] as const)("reports as the resolvers do when %s", async (_what, source, variables, options) => {
    expect((await same(source, variables, options)).errors).not.toHaveLength(0);
  });

  it("changes what a mutation asks for once, and answers with rows of the graph", async () => {
    const source = `mutation ($input: AddSavingEvidenceInput!) {
      addSavingEvidence(input: $input) { saving { reference evidence { title } contract { reference } } userErrors { code } } }`;
    const title = `Signed by finance, ${way}`;
    const input = { saving: "saving_1", kind: "OTHER", title };
    const { json } = await answered(source, { input }, await aContext(database));
    expect(json).toEqual({
      data: {
        addSavingEvidence: {
          saving: { reference: "SV-1", evidence: [{ title }], contract: { reference: "C-1" } },
          userErrors: [],
        },
      },
    });
  });

  it("reports an error of the database as the resolvers do", async () => {
    await database.sql("drop table contract_tags cascade");
    const { errors } = await same(`{ contract(reference: "C-1") { title tags { tag } } contracts { totalCount } }`);
    expect(errors).toHaveLength(1);
  });

  it("asks for nothing again that took too long", async () => {
    await database.sql("drop function if exists contract_supplier_on(contracts, date) cascade");
    await database.sql(
      `create function contract_supplier_on(c contracts, day date) returns bigint language plpgsql as
       $$ begin raise exception 'stopped' using errcode = '57014'; end $$`,
    );
    const { ctx, statements } = counting(await aContext(database));
    const { json } = await answered(
      `{ contract(reference: "C-1") { supplierOn(asAt: "2026-01-01") { name } } }`,
      {},
      ctx,
    );
    expect(json.errors).toMatchObject([{ message: "stopped" }]);
    expect(statements).toHaveLength(way === "the resolvers alone" ? 2 : 1);
  });
});
