import { type RequestContext } from "../../../server/context.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

interface Answer {
  readonly force?: Record<string, unknown> | null;
  readonly collaboration?: Record<string, unknown> | null;
  readonly authority?: Record<string, unknown> | null;
  readonly userErrors: readonly { code: string; field: string[]; message: string }[];
}

/** An installation of which nobody has said anything yet. */
describe("a fresh installation", () => {
  let database: TestDatabase;
  let system: Database;
  const fresh = (): Promise<RequestContext> => aContext(database);
  const change = async (call: string, selection: string): Promise<Answer> => {
    const answer = await ask<{ done: Answer }>(
      await fresh(),
      `mutation { done: ${call} { ${selection} userErrors { code field message } } }`,
    );
    return answer.done;
  };
  const addForce = (input: string) => change(`addForce(input: {${input}})`, "force { code name region validFrom }");
  const addCollaboration = (input: string) =>
    change(`addCollaboration(input: {${input}})`, "collaboration { code parent { code } members { force { code } } }");
  const setMember = (input: string) =>
    change(
      `setCollaborationMember(input: {${input}})`,
      "collaboration { code members { force { code } validFrom validTo } }",
    );
  const addAuthority = (input: string) =>
    change(`addAuthority(input: {${input}})`, "authority { name kind publicBodyNumber force { code } }");

  beforeAll(async () => {
    database = await aDatabase();
    system = new Database(database.orm.em.fork(), SYSTEM);
    await syncDefinitions(system);
    await system.transaction((transaction) => refreshFigures(transaction));
  });
  afterAll(() => database.close());

  test("is given collaborations, their parts, forces and authorities", async () => {
    expect(await addCollaboration(`code: "seven", name: "Seven forces", validFrom: "2018-01-01"`)).toEqual({
      collaboration: { code: "SEVEN", parent: null, members: [] },
      userErrors: [],
    });
    await addCollaboration(`code: "EASTERN", name: "Eastern", parent: "SEVEN", validFrom: "2020-01-01"`);
    expect(
      await addForce(
        `code: "kent", name: " Kent Police ", region: "South East", validFrom: "1974-04-01", collaborations: ["SEVEN", "EASTERN"]`,
      ),
    ).toEqual({
      force: { code: "KENT", name: "Kent Police", region: "South East", validFrom: "1974-04-01" },
      userErrors: [],
    });
    await addForce(`code: "ESSEX", name: "Essex Police", validFrom: "1974-04-01"`);
    expect(await setMember(`collaboration: "seven", force: "essex", validFrom: "2020-01-01"`)).toMatchObject({
      collaboration: {
        members: [
          { force: { code: "ESSEX" }, validFrom: "2020-01-01", validTo: null },
          { force: { code: "KENT" }, validFrom: "2018-01-01", validTo: null },
        ],
      },
    });
    expect(
      await addAuthority(
        `name: "Chief Constable of Kent", kind: CHIEF_CONSTABLE, force: "KENT", publicBodyNumber: "P1"`,
      ),
    ).toMatchObject({
      authority: {
        name: "Chief Constable of Kent",
        kind: "CHIEF_CONSTABLE",
        publicBodyNumber: "P1",
        force: { code: "KENT" },
      },
    });
  });

  test("counts a force for a collaboration from the day it joined to the day it left", async () => {
    const spent = async (): Promise<unknown> => {
      const { kpiFigures } = await ask<{ kpiFigures: { nodes: { value: string | null }[] } }>(
        await fresh(),
        `{ kpiFigures(where: { codes: ["SPEND"], collaborations: ["EASTERN"], periods: ["2026-27 Q1"] }) { nodes { value } } }`,
      );
      return kpiFigures.nodes[0]?.value;
    };
    await database.sql(
      `insert into spend_lines (force_id, posted_on, supplier_text, net_amount)
       select id, '2026-05-01', 'Somebody', case code when 'KENT' then 10 else 200 end from forces`,
    );
    await system.transaction((transaction) => refreshFigures(transaction));
    const alone = await spent();
    await setMember(`collaboration: "EASTERN", force: "ESSEX", validFrom: "2026-04-01"`);
    const together = await spent();
    await setMember(`collaboration: "EASTERN", force: "ESSEX", validFrom: "2026-04-01", validTo: "2026-04-30"`);
    expect([alone, together, await spent()]).toEqual(["10.00", "210.00", "10.00"]);
  });

  test("ends a membership by giving its last day", async () => {
    const { collaboration } = await setMember(
      `collaboration: "SEVEN", force: "ESSEX", validFrom: "2020-01-01", validTo: "2025-03-31"`,
    );
    expect(collaboration).toMatchObject({ members: [{ force: { code: "ESSEX" }, validTo: "2025-03-31" }, {}] });
    const trail = await database.sql(
      "select field, old_value, new_value from audit_entries where dataset = 'COLLABORATIONS' and row_reference = 'SEVEN' and field = 'member ESSEX' order by id",
    );
    expect(trail).toEqual([
      { field: "member ESSEX", old_value: null, new_value: "2020-01-01 to further notice" },
      { field: "member ESSEX", old_value: "2020-01-01 to further notice", new_value: "2020-01-01 to 2025-03-31" },
    ]);
  });

  test("makes one force of a code that is added and taken for a successor at once", async () => {
    await addForce(`code: "TWIN_OLD", name: "Old Twin Police", validFrom: "2020-04-01"`);
    const [added, succeeded] = await Promise.all([
      addForce(`code: "TWIN", name: "Twin Police", validFrom: "2026-04-01"`),
      change(
        `succeedForce(input: {forces: ["TWIN_OLD"], successor: {code: "TWIN", name: "Twin Police"}, on: "2026-04-01"})`,
        "force { code }",
      ),
    ]);
    expect(succeeded).toMatchObject({ force: { code: "TWIN" }, userErrors: [] });
    expect([[], ["CODE_TAKEN", "NAME_TAKEN"]]).toContainEqual(added.userErrors.map(({ code }) => code));
  });

  test("keeps what a new force was given in the trail", async () => {
    const trail = await database.sql(
      "select action, field, new_value from audit_entries where dataset = 'FORCES' and row_reference = 'KENT' order by id",
    );
    expect(trail).toEqual([
      { action: "CREATED", field: null, new_value: null },
      { action: "CHANGED", field: "name", new_value: "Kent Police" },
      { action: "CHANGED", field: "region", new_value: "South East" },
      { action: "CHANGED", field: "validFrom", new_value: "1974-04-01" },
      { action: "CHANGED", field: "memberOf", new_value: "SEVEN" },
      { action: "CHANGED", field: "memberOf", new_value: "EASTERN" },
    ]);
  });

  /** What only imports and time bring about: an ended collaboration, and two authorities whose names come to the same. */
  const past = () =>
    database.sql(
      `insert into collaborations (code, name, valid_from, valid_to) values ('ENDED', 'Ended', '2010-01-01', '2020-12-31')
         on conflict do nothing;
       insert into authorities (name, kind) values ('PCC for Essex', 'OTHER'), ('Essex PCC', 'OTHER') on conflict do nothing`,
    );

  test.each([
    ["a code that no cell could hold", () => addForce(`code: "K-1", name: "K", validFrom: "2026-04-01"`), "BAD_CODE"],
    ["a code twice", () => addForce(`code: "KENT", name: "Other", validFrom: "2026-04-01"`), "CODE_TAKEN"],
    ["a name twice", () => addForce(`code: "KENT_2", name: "kent police", validFrom: "2026-04-01"`), "NAME_TAKEN"],
    ["no name", () => addForce(`code: "NEW", name: " ", validFrom: "2026-04-01"`), "NAME_MISSING"],
    [
      "a name that is a page long",
      () => addForce(`code: "NEW", name: "${"x".repeat(201)}", validFrom: "2026-04-01"`),
      "BAD_NAME",
    ],
    [
      "a collaboration that nobody knows",
      () => addForce(`code: "NEW", name: "New", validFrom: "2026-04-01", collaborations: ["SEVN"]`),
      "UNKNOWN_NAME",
    ],
    [
      "a part of nothing",
      () => addCollaboration(`code: "PART", name: "Part", parent: "WHOLE", validFrom: "2026-04-01"`),
      "UNKNOWN_NAME",
    ],
    [
      "a membership beside another",
      () => setMember(`collaboration: "SEVEN", force: "KENT", validFrom: "2026-04-01"`),
      "OVERLAPS",
    ],
    [
      "a membership that ends before it begins",
      () => setMember(`collaboration: "SEVEN", force: "ESSEX", validFrom: "2026-04-01", validTo: "2026-03-31"`),
      "ENDS_BEFORE_START",
    ],
    [
      "a membership before the force began",
      () => setMember(`collaboration: "SEVEN", force: "ESSEX", validFrom: "1970-01-01", validTo: "1971-01-01"`),
      "NOT_YET",
    ],
    [
      "a membership after the collaboration ended",
      () => setMember(`collaboration: "ENDED", force: "ESSEX", validFrom: "2019-01-01"`),
      "ENDED_ALREADY",
    ],
    [
      "a force in a collaboration that ended before it began",
      () => addForce(`code: "LATE", name: "Late Police", validFrom: "2026-04-01", collaborations: ["ENDED"]`),
      "ENDED_ALREADY",
    ],
    [
      "an authority whose name two go by already",
      () => addAuthority(`name: "PCC for Essex.", kind: OTHER`),
      "NAME_TAKEN",
    ],
    [
      "a successor whose name two go by already",
      () =>
        change(
          `succeedAuthority(input: {authorities: ["Chief Constable of Kent"], successor: {name: "PCC, for Essex"}, on: "2026-04-01"})`,
          "authority { name }",
        ),
      "NAME_TAKEN",
    ],
    [
      "an authority under another spelling",
      () => addAuthority(`name: "chief constable of  KENT", kind: OTHER`),
      "NAME_TAKEN",
    ],
    [
      "an authority's number for another",
      () => addAuthority(`name: "Somebody else", kind: OTHER, publicBodyNumber: "P1"`),
      "NUMBER_TAKEN",
    ],
  ])("refuses %s and changes nothing", async (_what, attempt, code) => {
    await past();
    const before = await database.sql("select count(*) from audit_entries");
    const { userErrors, ...made } = await attempt();
    expect(Object.values(made)).toEqual([null]);
    expect(userErrors.map((each) => each.code)).toContain(code);
    expect(await database.sql("select count(*) from audit_entries")).toEqual(before);
  });
});
