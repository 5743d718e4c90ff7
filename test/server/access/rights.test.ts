import { graphql } from "graphql";
import {
  type Act,
  acts,
  matrix,
  type Ownership,
  ownerships,
  ownershipsOf,
  type Role,
  roles,
} from "../../../server/access/matrix.js";
import { operations } from "../../../server/access/operations.js";
import { rightsRows } from "../../../server/access/rights.js";
import { Access, type Membership } from "../../../server/access/viewer.js";
import { aContext, anAccess, contextWith } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { schema } from "../../support/graph.js";
import { everythingOf, mutations, queries } from "../../support/schemaWalk.js";

const everyRole = Object.keys(roles) as Role[];
const everyAct = Object.keys(matrix) as Act[];
const inKent = (role: Role): Membership => ({
  role,
  forceCode: "KENT",
  collaborationCode: null,
  forces: ["KENT", "1"],
});
const withMembership = (membership: Membership, scope: "READ" | "WRITE" = "WRITE") =>
  new Access({
    personId: "1",
    subject: "s",
    displayName: "Somebody",
    forceCode: null,
    memberships: [membership],
    scope,
  });
const rowOf: Record<Ownership, string | null> = { OWN: "KENT", SHARED: null, OTHER: "ESSEX" };

describe("the matrix", () => {
  test.each(everyAct.flatMap((act) => everyRole.map((role) => [role, act] as const)))(
    "lets a %s do %s on just the rows that it says",
    (role, act) => {
      const access = withMembership(inKent(role));
      for (const ownership of ownerships) {
        const isAllowed = ownershipsOf(role, act).includes(ownership);
        expect(access.may(act, rowOf[ownership])).toBe(isAllowed);
        if (!isAllowed) expect(access.refusal(act, rowOf[ownership])).toMatch(/That takes the role of/);
      }
      expect(access.allowed.includes(act)).toBe(ownershipsOf(role, act).length > 0);
      // A row of a force is told by its number too.
      expect(access.may(act, "1")).toBe(ownershipsOf(role, act).includes("OWN"));
    },
  );

  test("makes every force one's own for a membership everywhere", () => {
    expect(anAccess("EDITOR").may("figures:write", "ANYWHERE")).toBe(true);
    expect(anAccess("EDITOR").may("figures:write", null)).toBe(false);
  });

  test("lets nobody do anything without a membership, and a sign-in for reading change nothing", () => {
    const without = new Access({ ...anAccess("EDITOR").viewer!, memberships: [] });
    expect(without.allowed).toEqual([]);
    expect(() => without.require("figures:read")).toThrow("may not look at figures");
    const reading = withMembership(inKent("HEAD_OF_PROCUREMENT"), "READ");
    expect(reading.allowed.filter((act) => acts[act].changes)).toEqual([]);
    expect(reading.may("figures:read", "ESSEX")).toBe(true);
    expect(() => reading.require("figures:write")).toThrow("for reading only");
  });

  test("names role and force in a refusal", () => {
    expect(withMembership(inKent("EDITOR")).refusal("figures:write", "ESSEX")).toBe(
      "Somebody may not change figures of ESSEX. That takes the role of editor, category manager or head of procurement there; you are editor of KENT. Ask a colleague who has it.",
    );
  });

  test("lets auditors and viewers change nothing, and administrators see no figure", () => {
    for (const role of ["AUDITOR", "VIEWER"] as const) {
      expect(everyAct.filter((act) => acts[act].changes && ownershipsOf(role, act).length > 0)).toEqual([]);
    }
    expect(everyAct.filter((act) => ownershipsOf("ADMINISTRATOR", act).length > 0)).toEqual([
      "organisations:read",
      "people:read",
      "people:write",
    ]);
  });
});

describe("every query and mutation", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  test("names what it takes", () => {
    const fields = [...queries, ...mutations].map(({ name }) => name).sort();
    expect(Object.keys(operations).sort()).toEqual(fields);
  });

  const all = [
    ...queries.map((field) => ["query", field.name, field] as const),
    ...mutations.map((field) => ["mutation", field.name, field] as const),
  ];
  const codeOf = async (access: Access, kind: "query" | "mutation", field: (typeof queries)[number]) => {
    const { errors } = await graphql({
      schema,
      source: everythingOf(kind, field, () => undefined, 0),
      contextValue: contextWith(database, access),
    });
    const cause = errors?.[0]?.originalError as { code?: string } | undefined;
    return cause?.code ?? (errors ? errors[0]?.message : null);
  };

  test.each(all.filter(([, name]) => operations[name] !== "OPEN"))(
    "%s %s is refused to nobody",
    async (kind, _name, field) => {
      expect(await codeOf(new Access(null), kind, field)).toBe("NOT_SIGNED_IN");
    },
  );

  test.each(all.filter(([, name]) => !["OPEN", "SIGNED_IN"].includes(String(operations[name]))))(
    "%s %s is refused to every role that lacks what it takes, and let through to one that has it",
    async (kind, name, field) => {
      const takes = [operations[name]].flat() as Act[];
      for (const role of everyRole) {
        const code = await codeOf(anAccess(role), kind, field);
        const isAllowed = takes.some((act) => ownershipsOf(role, act).length > 0);
        if (!isAllowed) expect([role, code]).toEqual([role, "NOT_ALLOWED"]);
      }
    },
  );

  test("reads in PostgreSQL what the matrix says", async () => {
    const stored = await database.sql("select act, role::text, ownership, changes from role_rights");
    const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(stored)).toEqual(sorted(rightsRows));
  });

  test("is open to somebody whose membership holds, until it ends", async () => {
    const context = await aContext(database, { role: "VIEWER", subject: "leaver" });
    const read = (ctx: typeof context) =>
      graphql({ schema, source: "{ contracts { totalCount } }", contextValue: ctx }).then(
        ({ errors }) => errors?.[0]?.message,
      );
    expect(await read(context)).toBeUndefined();
    await database.sql("update memberships set valid_to = now() where person_id = $1", [
      context.access.viewer?.personId,
    ]);
    // The rest of the request that is under way sees nothing more either: PostgreSQL looks the membership up itself.
    const { data } = await graphql({ schema, source: "{ contracts { totalCount } }", contextValue: context });
    expect(data).toEqual({ contracts: { totalCount: 0 } });
  });
});
