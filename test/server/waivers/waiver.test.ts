import { problemsWithDecision, problemsWithRequest } from "../../../server/waivers/waiver.js";
import { aForce, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

const TODAY = "2026-11-22";
const request = {
  title: "Forensic kit",
  value: "60000.00",
  justification: "One maker",
  requesterRole: "Head of forensics",
  requestedOn: "2026-11-01",
};

test.each([
  ["without a title", { title: " " }, "title"],
  ["without a justification", { justification: "" }, "justification"],
  ["without the requester's role", { requesterRole: "" }, "requesterRole"],
  ["with a value below zero", { value: "-1" }, "value"],
  ["with a justification too long for a cell", { justification: "x".repeat(4_001) }, "justification"],
  ["of tomorrow", { requestedOn: "2026-11-23" }, "requestedOn"],
])("a waiver %s is refused", (_title, wrong, field) => {
  expect(problemsWithRequest({ ...request, ...wrong }, TODAY).map((found) => found.field)).toEqual([[field]]);
});

const waiting = { reference: "WV-1", decision: "PENDING", requestedById: "1", requestedOn: "2026-11-01" } as const;
const decision = { personId: "2", decidedOn: "2026-11-10", reason: "Sound" };
test.each([
  ["is fine from somebody else", waiting, decision, []],
  ["is refused from the requester", waiting, { ...decision, personId: "1" }, ["OWN_REQUEST"]],
  ["is refused a second time", { ...waiting, decision: "APPROVED" as const }, decision, ["DECIDED_ALREADY"]],
  ["is refused before the request", waiting, { ...decision, decidedOn: "2026-10-31" }, ["DECISION_DAY"]],
  ["is refused with a reason too long to keep", waiting, { ...decision, reason: "x".repeat(4_001) }, ["TOO_LONG"]],
  ["is refused without a reason", waiting, { ...decision, reason: " " }, ["REASON_MISSING"]],
])("a decision %s", (_title, waiver, given, expected) => {
  expect(problemsWithDecision(waiver, given, TODAY).map(({ code }) => code)).toEqual(expected);
});

describe("waivers in the graph", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
    await aForce(store, { code: "KENT" });
    await aSupplier(store, { name: "Acorn Forensics" });
  });
  afterAll(() => store.close());

  const decide = async (subject: string, id: string) =>
    (
      await ask<{ decideWaiver: { waiver: Record<string, unknown> | null; userErrors: { message: string }[] } }>(
        await aContext(store, { subject, displayName: subject }),
        `mutation ($id: ID!) { decideWaiver(id: $id, input: { decision: APPROVED, compliance: BREACH, reason: "Asked late" }) {
          waiver { decision compliance decidedOn decidedBy version } userErrors { code message } } }`,
        { id },
      )
    ).decideWaiver;

  test("are requested by one person and decided by another, with every step in the audit trail", async () => {
    const { requestWaiver } = await ask<{ requestWaiver: { waiver: { id: string }; userErrors: unknown[] } }>(
      await aContext(store, { subject: "asker", displayName: "asker" }),
      `mutation { requestWaiver(input: { force: "KENT", title: "Forensic kit", kind: RETROSPECTIVE, legalGround: NONE,
        value: "60000.00", justification: "One maker", requesterRole: "Head of forensics", supplier: "Acorn Forensics" }) {
        waiver { id reference decision compliance requestedOn requestedBy supplier { name } force { code } } userErrors { message } } }`,
    );
    expect(requestWaiver).toMatchObject({
      waiver: {
        reference: "WV-00001",
        decision: "PENDING",
        compliance: null,
        requestedOn: TODAY,
        requestedBy: "asker",
        supplier: { name: "Acorn Forensics" },
        force: { code: "KENT" },
      },
      userErrors: [],
    });
    const { id } = requestWaiver.waiver;
    expect((await decide("asker", id)).userErrors[0]?.message).toBe(
      "You requested WV-00001 yourself. Somebody else has to decide it.",
    );
    expect((await decide("another", id)).waiver).toEqual({
      decision: "APPROVED",
      compliance: "BREACH",
      decidedOn: TODAY,
      decidedBy: "another",
      version: 2,
    });
    expect((await decide("third", id)).userErrors[0]?.message).toMatch(/was approved before/);
    const audit = await store.sql(`select action, field, new_value from audit_entries where dataset = 'WAIVERS'
      and field in ('decision', 'compliance') order by id`);
    expect(audit).toEqual([
      { action: "CREATED", field: "decision", new_value: "PENDING" },
      { action: "CHANGED", field: "decision", new_value: "APPROVED" },
      { action: "CHANGED", field: "compliance", new_value: "BREACH" },
    ]);
    const said = await store.sql(
      "select field, new_value as value from audit_entries where dataset = 'WAIVERS' order by id",
    );
    // Names, not numbers, by the fields of the sheet; of people none, whom the entries know by number.
    expect(said).toEqual(
      expect.arrayContaining([
        { field: "force", value: "KENT" },
        { field: "supplier", value: "Acorn Forensics" },
        { field: "value", value: "60000.00" },
        { field: "decidedOn", value: TODAY },
      ]),
    );
    expect(said.filter(({ field }) => /Id$|By$/.test(String(field)))).toEqual([]);
    const { waivers } = await ask<{ waivers: { totalCount: number } }>(
      await aContext(store, { role: "VIEWER" }),
      `{ waivers(where: { compliance: { in: [BREACH] }, value: { atLeast: "50000" } }, orderBy: [{ field: VALUE }]) { totalCount nodes { title } } }`,
    );
    expect(waivers.totalCount).toBe(1);
  });

  test("are never decided by their requester, whoever writes the row", async () => {
    await expect(store.sql(`update waivers set decided_by_id = requested_by_id`)).rejects.toThrow(
      "the_requester_does_not_decide",
    );
  });

  test("of an unknown force are refused with the nearest one", async () => {
    const { requestWaiver } = await ask<{ requestWaiver: { userErrors: { code: string; field: string[] }[] } }>(
      await aContext(store),
      `mutation { requestWaiver(input: { force: "KENTT", title: "x", kind: OTHER, legalGround: NONE, value: "1",
        justification: "x", requesterRole: "x" }) { userErrors { code field } } }`,
    );
    expect(requestWaiver.userErrors).toEqual([{ code: "UNKNOWN_NAME", field: ["force"] }]);
  });
});
