import { buildSchema, getOperationAST, parse } from "graphql";
import { withDefaults } from "../../../server/graph/execution/inputDefaults.js";

describe("the variables of a compiled query", () => {
  const schema = buildSchema(`
    enum Direction { UP DOWN }
    input Order { field: String!, direction: Direction! = UP }
    input List { columns: [String!]! = ["title"], first: Int = 5, orders: [Order!], inner: List }
    type Query { rows(order: Order, orders: [Order!], list: List, first: Int): Int }`);
  const filled = (definitions: string, variables: Record<string, unknown>) => {
    const operation = getOperationAST(parse(`query (${definitions}) { rows }`));
    return operation && withDefaults(schema, operation, variables);
  };

  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "get what was left out of an input",
      "$order: Order",
      { order: { field: "a" } },
      { order: { field: "a", direction: "UP" } },
    ],
    [
      "keep what was given",
      "$order: Order",
      { order: { field: "a", direction: "DOWN" } },
      { order: { field: "a", direction: "DOWN" } },
    ],
    [
      "are filled in lists and below",
      "$list: List!",
      { list: { orders: [{ field: "a" }], inner: { columns: [] } } },
      {
        list: {
          orders: [{ field: "a", direction: "UP" }],
          inner: { columns: [], first: 5 },
          columns: ["title"],
          first: 5,
        },
      },
    ],
    [
      "take one for a list",
      "$orders: [Order!]",
      { orders: { field: "a" } },
      { orders: { field: "a", direction: "UP" } },
    ],
    ["leave null null", "$list: List", { list: { first: null } }, { list: { first: null, columns: ["title"] } }],
    ["leave out what is no variable of the query", "$first: Int", { first: 1 }, { first: 1 }],
    ["are left as wrong as they were", "$order: Order", { order: "a" }, { order: "a" }],
    [
      "keep fields that there are not, to be refused",
      "$order: Order",
      { order: { x: 1 } },
      { order: { x: 1, direction: "UP" } },
    ],
    ["are not made of nothing", "$order: Order", {}, {}],
  ])("%s", (_title, definitions, variables, expected) => {
    expect(filled(definitions, variables)).toEqual(expected);
  });
});
