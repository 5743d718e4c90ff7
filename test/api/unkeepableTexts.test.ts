import {
  type DocumentNode,
  Kind,
  parse,
  print,
  type StringValueNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { aPerson, aSupplier } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { schema } from "../support/graph.js";
import { aServer, type TestServer } from "../support/server.js";
import { aWorld, type Scenario, scenarios, type World } from "../server/access/scenarios.js";

/** A mutation's texts, one after the other, each in place of a variable; where the variable's type takes any text. */
function* withEachTextSent(document: DocumentNode): Iterable<string> {
  let count = 0;
  visit(document, { StringValue: () => void count++ });
  for (let at = 0; at < count; at++) {
    const types = new TypeInfo(schema);
    let [seen, type] = [0, ""];
    const sent = (_node: StringValueNode) => {
      if (seen++ !== at) return undefined;
      type = String(types.getInputType());
      return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: "sent" } } as const;
    };
    const question = print(visit(document, visitWithTypeInfo(types, { StringValue: sent })));
    if (/^(String|ID|CellValue)!?$/.test(type)) yield question.replace("mutation", `mutation ($sent: ${type})`);
  }
}

describe("a text that PostgreSQL cannot keep", () => {
  let database: TestDatabase;
  let server: TestServer;
  let world: World;
  beforeAll(async () => {
    database = await aDatabase();
    world = await aWorld(database);
    server = await aServer(database);
    await aPerson(database, {
      subject: "everything",
      displayName: "May do everything",
      roles: ["ADMINISTRATOR", "EDITOR", "FINANCE_APPROVER", "HEAD_OF_PROCUREMENT"],
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const send = (query: string, sent: string) => server.ask({ query, variables: { sent }, as: "everything" });
  const aMutation = ({ mutation, on }: Scenario) => mutation(world, on.includes("OWN") ? "KENT" : null);

  test.each([
    [
      "a NUL character in a text",
      'setSupplierAddress(supplier: "supplier_1", basis: REGISTERED, address: $sent)',
      "a\0b",
    ],
    [
      "a NUL character in JSON",
      'loadSocialValueProxies(proxies: [{code: $sent, name: "P", unit: "job", valuePerUnit: "1", validFrom: "2026-04-01"}])',
      "a\0b",
    ],
    [
      "half of a character in JSON",
      'loadSocialValueProxies(proxies: [{code: $sent, name: "P", unit: "job", valuePerUnit: "1", validFrom: "2026-04-01"}])',
      "\ud83d",
    ],
  ])("is a BAD_REQUEST that says so: %s", async (_title, call, sent) => {
    await aSupplier(database);
    const { errors } = await send(`mutation ($sent: String!) { ${call} { userErrors { code } } }`, sent);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining("A text holds a character that cannot be kept"),
      extensions: { code: "BAD_REQUEST" },
    });
  });

  test("is never a fault of ours, whichever text of a mutation it is", async () => {
    const faults: string[] = [];
    for (const scenario of scenarios) {
      for (const question of withEachTextSent(parse(await aMutation(scenario)))) {
        const { errors } = await send(question, "\ud83da\0");
        if (errors.some(({ extensions }) => extensions.code === "INTERNAL")) faults.push(question);
      }
    }
    expect(faults).toEqual([]);
  });
});
