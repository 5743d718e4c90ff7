import { problemsWithClaim, type ClaimDraft } from "../../../server/claims/claim.js";
import { aContract, aForce, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

const raised: ClaimDraft = {
  raisedOn: "2026-05-01",
  raisedValue: "100.00",
  agreedOn: null,
  agreedValue: null,
  receivedOn: null,
  receivedValue: null,
};
const agreed = { ...raised, agreedOn: "2026-06-01", agreedValue: "80.00" };

test.each<[string, ClaimDraft, string[]]>([
  ["just raised is fine", raised, []],
  ["agreed is fine", agreed, []],
  ["received is fine", { ...agreed, receivedOn: "2026-07-01", receivedValue: "0.00" }, []],
  ["agreed without a value is refused", { ...raised, agreedOn: "2026-06-01" }, ["HALF_GIVEN"]],
  ["with a value but no day is refused", { ...raised, agreedValue: "1.00" }, ["HALF_GIVEN"]],
  ["agreed before it is raised is refused", { ...agreed, agreedOn: "2026-04-30" }, ["AGREED_BEFORE_RAISED"]],
  [
    "received before it is agreed is refused",
    { ...agreed, receivedOn: "2026-05-15", receivedValue: "80.00" },
    ["RECEIVED_BEFORE_AGREED"],
  ],
  [
    "received without an agreement is refused",
    { ...raised, receivedOn: "2026-05-15", receivedValue: "80.00" },
    ["RECEIVED_WITHOUT_AGREEMENT"],
  ],
  ["below zero is refused", { ...raised, raisedValue: "-5.00" }, ["AMOUNT"]],
  ["with parts of a penny is refused", { ...raised, raisedValue: "5.001" }, ["AMOUNT"]],
  ["of tomorrow is refused", { ...raised, raisedOn: "2026-11-23" }, ["IN_THE_FUTURE"]],
])("a claim %s", (_title, draft, expected) => {
  expect(problemsWithClaim(draft, "2026-11-22").map(({ code }) => code)).toEqual(expected);
});

describe("claims in the graph", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
    await aForce(store, { code: "KENT" });
    await aSupplier(store, { name: "Acorn Fleet" });
    await aContract(store, { reference: "C-1" });
  });
  afterAll(() => store.close());

  const record = async (input: Record<string, unknown>) =>
    (
      await ask<{
        recordSupplierClaim: { claim: { id: string; version: number } | null; userErrors: { code: string }[] };
      }>(
        await aContext(store),
        `mutation ($input: RecordSupplierClaimInput!) { recordSupplierClaim(input: $input) {
          claim { id reference version agreedValue supplier { name } contract { reference } force { code } }
          userErrors { code message field } } }`,
        {
          input: {
            force: "KENT",
            supplier: "Acorn Fleet",
            contract: "C-1",
            direction: "AGAINST_SUPPLIER",
            kind: "SERVICE_CREDIT",
            raisedOn: "2026-05-01",
            raisedValue: "100.00",
            ...input,
          },
        },
      )
    ).recordSupplierClaim;

  test("are recorded, brought up to date and audited field by field", async () => {
    const first = await record({});
    expect(first).toMatchObject({
      claim: {
        reference: "CL-00001",
        version: 1,
        agreedValue: null,
        supplier: { name: "Acorn Fleet" },
        contract: { reference: "C-1" },
      },
      userErrors: [],
    });
    const later = { id: first.claim?.id, agreedOn: "2026-06-01", agreedValue: "80.00" };
    expect((await record({ ...later, version: 1 })).claim).toMatchObject({ version: 2, agreedValue: "80.00" });
    expect((await record({ ...later, version: 1 })).userErrors.map(({ code }) => code)).toEqual(["CHANGED_SINCE"]);
    expect((await record(later)).userErrors.map(({ code }) => code)).toEqual(["VERSION_MISSING"]);
    expect(
      await ask(
        await aContext(store),
        `{ node(id: "${first.claim?.id}") { __typename id ... on SupplierClaim { reference } } }`,
      ),
    ).toEqual({ node: { __typename: "SupplierClaim", id: first.claim?.id, reference: "CL-00001" } });
    expect((await record({ ...later, id: "supplier_claim_99" })).userErrors.map(({ code }) => code)).toEqual([
      "CLAIM_GONE",
    ]);
    const audit = await store.sql(`select field, old_value, new_value from audit_entries where dataset = 'CLAIMS'
      and action = 'CHANGED' order by field`);
    expect(audit).toEqual([
      { field: "agreedOn", old_value: null, new_value: "2026-06-01" },
      { field: "agreedValue", old_value: null, new_value: "80.00" },
    ]);
    // Names, not numbers, by the fields of the sheet.
    const created = await store.sql(`select field, new_value as value from audit_entries where dataset = 'CLAIMS'
      and action = 'CREATED' order by field`);
    expect(Object.fromEntries(created.map(({ field, value }) => [field, value]))).toEqual({
      contract: "C-1",
      direction: "AGAINST_SUPPLIER",
      force: "KENT",
      kind: "SERVICE_CREDIT",
      raisedOn: "2026-05-01",
      raisedValue: "100.00",
      supplier: "Acorn Fleet",
    });
  });

  test("refuse everything that is wrong at once, and keep nothing", async () => {
    const { claim, userErrors } = await record({ supplier: "Akorn", force: "NOWHERE", raisedValue: "-1" });
    expect(claim).toBeNull();
    expect(userErrors.map(({ code }) => code)).toEqual(["AMOUNT", "UNKNOWN_NAME", "UNKNOWN_NAME"]);
    expect(await store.sql("select count(*)::integer as claims from supplier_claims")).toEqual([{ claims: 1 }]);
  });

  test("name a contract only beside a supplier that it has, or had", async () => {
    await aSupplier(store, { name: "Before" });
    await aSupplier(store, { name: "Other" });
    await store.sql(
      `insert into contracts (reference, title, supplier_id) select 'C-2', 'Two', id from suppliers where name = 'Acorn Fleet'`,
    );
    await store.sql(`insert into contract_events (contract_id, kind, effective_on, old_supplier_id, new_supplier_id)
      select c.id, 'NOVATION', '2026-06-01', b.id, c.supplier_id from contracts c, suppliers b
      where c.reference = 'C-2' and b.name = 'Before'`);
    const { userErrors } = await record({ contract: "C-2", supplier: "Other" });
    expect(userErrors).toEqual([
      {
        code: "NOT_ITS_SUPPLIER",
        field: ["supplier"],
        message:
          "Other is no supplier of C-2, and never was. Name the other party of the claim, or leave the contract out.",
      },
    ]);
    expect((await record({ contract: "C-2", supplier: "Before" })).userErrors).toEqual([]);
    await store.sql(`delete from supplier_claims where reference <> 'CL-00001'`);
  });

  test("are listed by direction and force", async () => {
    const { supplierClaims } = await ask<{ supplierClaims: { nodes: unknown[] } }>(
      await aContext(store, { role: "VIEWER" }),
      `{ supplierClaims(where: { direction: { in: [AGAINST_SUPPLIER] }, raisedOn: { from: "2026-01-01" } },
        orderBy: [{ field: AGREED_VALUE, direction: DESCENDING }]) { nodes { kind raisedValue agreedValue receivedValue } } }`,
    );
    expect(supplierClaims.nodes).toEqual([
      { kind: "SERVICE_CREDIT", raisedValue: "100.00", agreedValue: "80.00", receivedValue: null },
    ]);
  });
});
