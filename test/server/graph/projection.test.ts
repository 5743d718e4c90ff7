import fc from "fast-check";
import { type GraphQLObjectType, isNonNullType } from "graphql";
import { type RequestContext } from "../../../server/context.js";
import { plainColumn } from "../../../server/graph/projection/compile.js";
import { projections } from "../../../server/projections.js";
import { figureList } from "../../../server/kpis/kpi.list.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { ask } from "../../support/graph.js";
import { bothWays } from "./bothWays.js";
import { everything, objectType, readableFields } from "./selections.js";

const lists = [
  { list: "contracts", type: "Contract", orders: ["CURRENT_ENDS_ON", "ANNUAL_VALUE", "SUPPLIER_NAME"] },
  { list: "savings", type: "Saving", orders: ["NET_SAVING", "STARTS_ON"] },
  { list: "suppliers", type: "Supplier", orders: ["NAME"] },
  { list: "categories", type: "Category", orders: ["NAME"] },
  { list: "forces", type: "Force", orders: ["CODE"] },
  { list: "pipelineItems", type: "PipelineItem", orders: ["TENDER_PLANNED_ON"] },
] as const;
const ones = [
  { one: "contract", list: "contracts", name: "reference" },
  { one: "saving", list: "savings", name: "reference" },
  { one: "supplier", list: "suppliers", name: "reference" },
  { one: "force", list: "forces", name: "code" },
] as const;
/** A node's `{ nodes { ... } }` for figures, which have a `where` that must be given. */
const figures = "kpiFigures(first: 40, where: {measures: [QUARTER, YEAR_TO_DATE]})";

describe("a selection as one statement", () => {
  let database: TestDatabase;
  const context = (): Promise<RequestContext> => aContext(database);

  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
  }, 120_000);
  afterAll(() => database.close());

  /** Asks both ways and gives the answer, which must be one statement's and the same as the resolvers'. */
  async function sameInOneStatement(source: string, variables: Record<string, unknown> = {}): Promise<string> {
    const { resolved, projected, statements } = await bothWays(context, source, variables);
    expect(projected).toBe(resolved);
    expect(statements).toBe(1);
    return projected;
  }

  describe.each(lists)("of $list", ({ list, type, orders }) => {
    it("gives every value as the resolvers do", async () => {
      const answer = await sameInOneStatement(
        `{ ${list}(first: 60) { __typename totalCount nodes { __typename ${everything(objectType(type), 0)} } } }`,
      );
      expect(JSON.parse(answer).data[list].nodes.length).toBeGreaterThan(0);
    });

    it.each(relationsOf(type))("gives everything under %s, three deep, as the resolvers do", async (relation) => {
      const field = readableFields(objectType(type)).find(({ name }) => name === relation)!;
      const inner = everything(field.type!, 2);
      const selected = field.isPage ? `nodes { ${inner} } pageInfo { endCursor hasNextPage }` : inner;
      await sameInOneStatement(`{ ${list}(first: 12) { nodes { ${relation}${field.arguments} { ${selected} } } } }`);
    });

    it.each(orders)("gives pages by %s, both ways, with their cursors as the resolvers do", async (order) => {
      for (const direction of ["ASCENDING", "DESCENDING"]) {
        let after: string | null = null;
        for (let page = 0; page < 3; page += 1) {
          const answer: string = await sameInOneStatement(
            `query ($first: Int!, $after: String, $by: [${type}Order!]!) {
              ${list}(first: $first, after: $after, orderBy: $by) {
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } totalCount } }`,
            { first: 7, after, by: [{ field: order, direction }] },
          );
          const { pageInfo } = JSON.parse(answer).data[list];
          if (!pageInfo.hasNextPage) break;
          after = pageInfo.endCursor;
        }
      }
    });

    it("gives empty pages as the resolvers do", async () => {
      await sameInOneStatement(
        `{ ${list}(first: 0) { nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
      );
    });
  });

  describe.each(ones)("of one $one", ({ one, list, name }) => {
    it("finds it by its id and by its name as the resolvers do", async () => {
      const type = lists.find((each) => each.list === list)!.type;
      const known = await ask<Record<string, { nodes: Record<string, string>[] }>>(
        await context(),
        `{ ${list}(first: 5) { nodes { id ${name} } } }`,
      );
      for (const node of known[list]!.nodes) {
        const inner = everything(objectType(type), 1);
        const byName = await sameInOneStatement(`query ($name: String!) { ${one}(${name}: $name) { ${inner} } }`, {
          name: node[name]!.toLowerCase(),
        });
        const byId = await sameInOneStatement(`query ($id: ID!) { ${one}(id: $id) { ${inner} } }`, { id: node.id });
        expect(byId).toBe(byName);
        expect(JSON.parse(byId).data[one]).not.toBeNull();
      }
    });

    it("gives null where there is none", async () => {
      expect(await sameInOneStatement(`{ ${one}(${name}: "NO SUCH") { id } }`)).toBe(`{"data":{"${one}":null}}`);
    });
  });

  it("gives KPI figures with everything under them as the resolvers do", async () => {
    const answer = await sameInOneStatement(
      `{ ${figures} { nodes { ${everything(objectType("KpiFigure"), 2)} } pageInfo { endCursor hasNextPage } totalCount } }`,
    );
    expect(JSON.parse(answer).data.kpiFigures.nodes).toHaveLength(40);
  });

  it("gives whatever is selected, with any aliases, fragments and directives, as the resolvers do", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lists), fc.infiniteStream(fc.nat()), async ({ list, type }, stream) => {
        const numbers = stream[Symbol.iterator]();
        const { selected, fragments } = randomSelection(objectType(type), () => numbers.next().value as number);
        await sameInOneStatement(
          `query ($yes: Boolean!, $no: Boolean = false, $size: Int = 4) {
            ${list}(first: $size) { some: nodes { ${selected} } nodes @include(if: $yes) { ${selected} } edges @skip(if: $yes) { cursor } __typename @skip(if: $no) } }
           ${fragments}`,
          { yes: true },
        );
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it("stores every value that is never null as one that is not null", async () => {
    const notNull = new Set(
      (
        await database.sql(
          `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
           join pg_namespace n on n.oid = c.relnamespace where a.attnotnull and n.nspname = 'public'`,
        )
      ).map(({ name }) => name as string),
    );
    const wrong = [...projections.values()].flatMap(({ type, columns }) =>
      Object.values(objectType(type).getFields()).flatMap((field) => {
        const sql = columns[field.name];
        const [, alias, column] = (sql !== undefined && plainColumn.exec(sql)) || [];
        if (!isNonNullType(field.type) || field.resolve !== undefined || alias === undefined) return [];
        const tables = tablesCalled(alias);
        return tables.some((table) => notNull.has(`${table}.${column}`)) ? [] : [`${type}.${field.name}: ${sql}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

/** The names of what lies under a type. Asked when the tests are laid out, so that each is one of its own. */
function relationsOf(type: string): string[] {
  return readableFields(objectType(type)).flatMap(({ name, type: below }) => (below === null ? [] : [name]));
}

/** The tables that go by an alias in any projection. */
function tablesCalled(alias: string): string[] {
  const froms = [...projections.values()].flatMap(({ source, fields = {} }) => [
    ...(source ? [source.from] : []),
    ...Object.values(fields).flatMap((field) =>
      field.kind === "many" && typeof field.from === "string" ? [field.from] : [],
    ),
  ]);
  return [...froms, figureList.from, ...Object.values(figureList.joins ?? {})].flatMap((from) =>
    [...from.matchAll(/(?:^(?!left)|join )(\w+) (\w+)/g)].flatMap(([, table, called]) =>
      called === alias ? [table!] : [],
    ),
  );
}

/** A selection made of the numbers that it is given, with the fragments that it uses. */
function randomSelection(type: GraphQLObjectType, next: () => number): { selected: string; fragments: string } {
  const fragments: string[] = [];
  let aliases = 0;
  const selectionOf = (of: GraphQLObjectType, depth: number): string => {
    const readable = readableFields(of).filter(({ type: below }) => below === null || depth > 0);
    const chosen = Array.from({ length: 1 + (next() % 5) }, () => readable[next() % readable.length]!);
    const parts = chosen.map(({ name, arguments: given, type: below, isPage }) => {
      const alias = next() % 3 === 0 || below !== null ? `a${(aliases += 1)}: ` : "";
      const directive = ["", "", "", " @include(if: $yes)", " @skip(if: $no)", " @include(if: $no)"][next() % 6]!;
      if (below === null) return `${alias}${name}${given}${directive}`;
      const inner = selectionOf(below, depth - 1);
      const page = ["nodes", "totalCount nodes", "__typename nodes"][next() % 3]!;
      const selected = isPage ? `${page} { ${inner} } pageInfo { hasNextPage startCursor endCursor }` : inner;
      return `${alias}${name}${given}${directive} { ${selected} }`;
    });
    const text = ["__typename", ...parts].join(" ");
    switch (next() % 5) {
      case 0:
        return `... on ${of.name} { ${text} }`;
      case 1:
        return `... @include(if: $yes) { ${text} } __typename`;
      case 2: {
        const name = `Part${fragments.length}`;
        fragments.push("");
        fragments[Number(name.slice(4))] = `fragment ${name} on ${of.name} { ${text} }`;
        return `...${name}`;
      }
      case 3:
        return of.getInterfaces().length > 0 ? `${text} ... on Node { id again: id }` : text;
      default:
        return text;
    }
  };
  const selected = selectionOf(type, 2);
  return { selected, fragments: fragments.join("\n") };
}
