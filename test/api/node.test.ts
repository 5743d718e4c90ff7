import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { aCategory, aContract, aForce, aSaving, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask, schema } from "../support/graph.js";

describe("node", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  test.each([
    ["contract", "Contract", aContract],
    ["saving", "Saving", aSaving],
    ["supplier", "Supplier", aSupplier],
    ["category", "Category", aCategory],
    ["force", "Force", aForce],
  ] as const)("finds a %s by its id, with its links", async (kind, typename, make) => {
    const id = `${kind}_${await make(database)}`;
    const { node } = await ask(
      await aContext(database),
      `query ($id: ID!) { node(id: $id) { __typename id ... on Saving { leadForce { name } } ... on Contract { status supplier { name } }
        ... on Supplier { contracts { totalCount } } ... on Category { parent { name } } ... on Force { successor { name } } } }`,
      { id },
    );
    expect(node).toMatchObject({ __typename: typename, id });
  });

  test("finds a KPI's figure by its id", async () => {
    await database.sql(`insert into kpi_definitions (code, version, name, meaning, numerator_meaning, unit, direction, decimals, position)
      values ('SAVINGS', 1, 'Savings', 'What was saved.', 'Savings', 'GBP', 'HIGHER_IS_BETTER', 2, 1)`);
    const [figure] = await database.sql(
      `insert into kpi_figures (kpi_code, definition_version, force_id, financial_year, quarter, value, data_state)
       values ('SAVINGS', 1, $1, 2026, 2, 10, 'REPORTED') returning id::text`,
      [await aForce(database)],
    );
    const id = `kpi_figure_${String(figure?.id)}`;
    const question = `query ($id: ID!) { node(id: $id) { __typename id ... on KpiFigure { period } } }`;
    expect(await ask(await aContext(database), question, { id })).toEqual({
      node: { __typename: "KpiFigure", id, period: "2026-27 Q2" },
    });
  });

  test.each(["contract_999999", "contract_0", "contract_1x", "nothing_1", "", "contract_9999999999999999999"])(
    "gives null for %p",
    async (id) => {
      expect(await ask(await aContext(database), `query ($id: ID!) { node(id: $id) { id } }`, { id })).toEqual({
        node: null,
      });
    },
  );

  test("gives null for what is deleted", async () => {
    const id = `saving_${await aSaving(database, { deleted_at: "2026-01-01" })}`;
    expect(await ask(await aContext(database), `query ($id: ID!) { node(id: $id) { id } }`, { id })).toEqual({
      node: null,
    });
  });
});

describe("whoever reads the graph", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  test.each([
    "contracts { totalCount }",
    'contract(reference: "C-1") { id }',
    "suppliers { totalCount }",
    'supplier(reference: "S-1") { id }',
    "savings { totalCount }",
    'saving(reference: "SV-1") { id }',
    "forces { totalCount }",
    'force(code: "KENT") { id }',
    "categories { totalCount }",
    "collaborations { code }",
    'node(id: "contract_1") { id }',
  ])("must be signed in to ask for %s, and a viewer may", async (question) => {
    await expect(ask(await aContext(database, { role: null }), `{ ${question} }`)).rejects.toThrow(
      "You are not signed in. Sign in and ask again.",
    );
    await expect(ask(await aContext(database, { role: "VIEWER" }), `{ ${question} }`)).resolves.toBeDefined();
  });
});

describe("the graph's own words", () => {
  test("describe every type, field, argument, input and value", () => {
    const silent: string[] = [];
    const look = (path: string, { description }: { description?: string | null }): void => {
      if (!description?.trim()) silent.push(path);
    };
    const lookAtField = (path: string, field: GraphQLField<unknown, unknown> | GraphQLInputField): void => {
      look(path, field);
      const given: readonly GraphQLArgument[] = "args" in field ? field.args : [];
      for (const argument of given) look(`${path}(${argument.name})`, argument);
    };
    const types: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
    for (const type of types) {
      if (!["Query", "Mutation"].includes(type.name)) look(type.name, type);
      if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) lookAtField(`${type.name}.${field.name}`, field);
      }
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    }
    expect(types.length).toBeGreaterThan(50);
    expect(silent).toEqual([]);
  });
});
