import { graphql, type GraphQLSchema } from "graphql";
import { buildSchema } from "type-graphql";
import { Access } from "../../../server/access/viewer.js";
import { type RequestContext } from "../../../server/context.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { forceResolvers } from "../../../server/forces/index.js";
import { kpiDefinitions } from "../../../server/kpis/kpi.definitions.js";
import { kpiFigureNode, kpiResolvers, refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { anAccess, contextWith } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, addSavings, addSpend, someForces } from "./register.js";

describe("asking for KPI figures", () => {
  let store: TestDatabase;
  let database: Database;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildSchema({ resolvers: [...kpiResolvers, ...forceResolvers], validate: false });
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await addContracts(database, [{ reference: "N-1", lead: "NORTH" }]);
    await addSpend(database, [
      { force: "NORTH", on: "2026-05-01", net: "51000000.00", contract: "N-1" },
      { force: "NORTH", on: "2026-05-01", net: "2900000.00" },
    ]);
    await addSavings(database, [
      { reference: "V-1", stage: "VALIDATED", savingClass: "CASHABLE", amounts: [[2026, 2, "NORTH", "12.50"]] },
    ]);
    await store.sql(`insert into kpi_targets (kpi_code, force_id, financial_year, quarter, target, tolerance_percent)
      values ('COMPLIANCE', 1, 2026, 1, 95, 2), ('SAVINGS', 1, 2026, 2, 14, 10)`);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const context = (access = anAccess("VIEWER")): RequestContext => ({ ...contextWith(store, access), database });
  const ask = async (source: string, contextValue = context()) => {
    const { data, errors } = await graphql({ schema, source, contextValue });
    return errors ? { errors: errors.map(({ message }) => message) } : (JSON.parse(JSON.stringify(data)) as object);
  };

  test("gives value, numerator, denominator, target and the word for the colour", async () => {
    const answer =
      await ask(`{ kpiFigures(where: { codes: ["compliance"], forces: ["north"], periods: ["26/27 Q1"] }) { nodes {
      value numerator denominator unit target tolerancePercent rag dataState period force { code } collaboration { code }
      definition { code version name decimals direction denominatorMeaning } } } }`);
    expect(answer).toEqual({
      kpiFigures: {
        nodes: [
          {
            value: "94.6197",
            numerator: "51000000",
            denominator: "53900000",
            unit: "PERCENT",
            target: "95",
            tolerancePercent: "2",
            rag: "AMBER",
            dataState: "REPORTED",
            period: "2026-27 Q1",
            force: { code: "NORTH" },
            collaboration: null,
            definition: {
              code: "COMPLIANCE",
              version: 1,
              name: "Spend compliance",
              decimals: 1,
              direction: "HIGHER_IS_BETTER",
              denominatorMeaning:
                "Net influenceable spend lines posted in the period, credit notes negative, VAT excluded.",
            },
          },
        ],
      },
    });
  });

  test("gives forces and collaborations side by side, by quarter and then in the order of the KPIs", async () => {
    const answer =
      await ask(`{ kpiFigures(where: { codes: ["SAVINGS", "SPEND"], forces: ["NORTH"], collaborations: ["PAIR"] }) {
      totalCount nodes { period definition { code } force { code } collaboration { code } value dataState rag } } }`);
    interface Node {
      readonly period: string;
      readonly value: string | null;
      readonly dataState: string;
      readonly rag: string;
      readonly definition: { readonly code: string };
      readonly force: { readonly code: string } | null;
      readonly collaboration: { readonly code: string } | null;
    }
    const { totalCount, nodes } = (answer as { kpiFigures: { totalCount: number; nodes: Node[] } }).kpiFigures;
    expect(
      nodes.map(({ period, definition, force, collaboration, value, dataState, rag }) =>
        [period, definition.code, (force ?? collaboration)?.code, String(value), dataState, rag].join(" "),
      ),
    ).toEqual([
      "2026-27 Q1 SPEND NORTH 53900000.00 REPORTED NONE",
      "2026-27 Q1 SPEND PAIR null AWAITED NONE",
      "2026-27 Q1 SAVINGS NORTH null NOT_MEASURED NONE",
      "2026-27 Q1 SAVINGS PAIR null NOT_MEASURED NONE",
      "2026-27 Q2 SPEND NORTH null AWAITED NONE",
      "2026-27 Q2 SPEND PAIR null AWAITED NONE",
      "2026-27 Q2 SAVINGS NORTH 12.50 REPORTED RED",
      "2026-27 Q2 SAVINGS PAIR 12.50 REPORTED NONE",
    ]);
    expect(totalCount).toBe(8);
  });

  test("pages through all figures without losing or repeating one", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer = (await ask(`{ kpiFigures(where: {}, first: 100, after: ${JSON.stringify(after)}) {
        nodes { id } pageInfo { hasNextPage endCursor } } }`)) as {
        kpiFigures: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
      seen.push(...answer.kpiFigures.nodes.map(({ id }) => id));
      after = answer.kpiFigures.pageInfo.hasNextPage ? answer.kpiFigures.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(kpiDefinitions.length * 5 * 2);
  });

  test("matches nothing for an empty list or an unknown code", async () => {
    const none = { kpiFigures: { nodes: [] } };
    expect(await ask(`{ kpiFigures(where: { codes: [] }) { nodes { id } } }`)).toEqual(none);
    expect(await ask(`{ kpiFigures(where: { forces: [] }) { nodes { id } } }`)).toEqual(none);
    expect(await ask(`{ kpiFigures(where: { periods: ["2039-40 Q1"] }) { nodes { id } } }`)).toEqual(none);
    expect(await ask(`{ kpiFigures(where: { codes: ["SPENT"] }) { nodes { id } } }`)).toEqual(none);
  });

  test("finds one figure again by its number", async () => {
    const [row] = await store.sql(
      `select id from kpi_figures where kpi_code = 'COMPLIANCE' and force_id = 1 and quarter = 1`,
    );
    expect(await kpiFigureNode.find(context(), row?.id as string)).toMatchObject({
      value: "94.6197",
      period: "2026-27 Q1",
    });
    expect(await kpiFigureNode.find(context(), "999999999")).toBeNull();
  });

  test("lists the definitions in order", async () => {
    const answer = (await ask(`{ kpiDefinitions { code position numeratorMeaning } }`)) as {
      kpiDefinitions: { position: number }[];
    };
    expect(answer.kpiDefinitions.map(({ position }) => position)).toEqual(kpiDefinitions.map((_, index) => index + 1));
  });

  test.each(["{ kpiDefinitions { code } }", "{ kpiFigures(where: {}) { nodes { id } } }"])(
    "refuses %s to somebody who is not signed in",
    async (source) => {
      expect(await ask(source, context(new Access(null)))).toEqual({
        errors: ["You are not signed in. Sign in and ask again."],
      });
    },
  );
});
