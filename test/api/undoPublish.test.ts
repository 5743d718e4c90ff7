import { aDatabase, type TestDatabase } from "../support/database.js";
import { aForce, aPerson, aSupplier } from "../support/builders.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { referencesTo, rowsCalled } from "../../server/workbooks/undo.naming.js";
import { aServer, type TestServer } from "../support/server.js";

interface Answer {
  readonly receipt: string | null;
  readonly replayed: boolean;
  readonly results: readonly {
    readonly id: string;
    readonly reference: string;
    readonly status: string;
    readonly version: number;
    readonly conflicts: readonly Record<string, unknown>[];
    readonly errors: readonly { readonly code: string; readonly message: string }[];
  }[];
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}
const answered = `{ receipt replayed
  results { id reference status version conflicts { field label base yours theirs by } errors { code message } }
  userErrors { code message } }`;

describe("undoPublish", () => {
  let database: TestDatabase;
  let server: TestServer;
  let number = 0;
  const aKey = () => `undo-key-${(number += 1)}`;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aForce(database, { code: "NORTH", name: "North" });
    await aForce(database, { code: "SOUTH", name: "South" });
    await aSupplier(database, { name: "Guarding Limited" });
    await aSupplier(database, { name: "Fleet Partners" });
    await aPerson(database, { subject: "ann", displayName: "Buyer, North", roles: ["EDITOR"], forceCode: "NORTH" });
    await aPerson(database, {
      subject: "bob",
      displayName: "Second buyer, North",
      roles: ["EDITOR"],
      forceCode: "NORTH",
    });
    await aPerson(database, { subject: "cat", displayName: "Category manager", roles: ["CATEGORY_MANAGER"] });
    await aPerson(database, {
      subject: "sue",
      displayName: "Category manager, South",
      roles: ["CATEGORY_MANAGER"],
      forceCode: "SOUTH",
    });
    await aPerson(database, { subject: "eve", displayName: "Auditor", roles: ["AUDITOR"] });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function asked<Data>(query: string, variables: Record<string, unknown>, as: string): Promise<Data> {
    const answer = await server.ask<Data>({ query, variables, as, path: "/graphql/bulk" });
    expect(answer.errors).toEqual([]);
    return answer.data;
  }
  const publish = async (input: Record<string, unknown>, as = "ann") =>
    (
      await asked<{ publishChanges: Answer }>(
        `mutation ($input: ChangesInput!, $key: String!) { publishChanges(input: $input, idempotencyKey: $key) ${answered} }`,
        { input: { dataset: "CONTRACTS", rows: [], ...input }, key: aKey() },
        as,
      )
    ).publishChanges;
  const undo = async (receipt: string | null, as = "ann", key = aKey()) =>
    (
      await asked<{ undoPublish: Answer }>(
        `mutation ($receipt: String!, $key: String!) {
          undoPublish(receipt: $receipt, reason: "A slip", idempotencyKey: $key) ${answered} }`,
        { receipt, key },
        as,
      )
    ).undoPublish;
  const cells = (values: Record<string, unknown>) => Object.entries(values).map(([field, value]) => ({ field, value }));

  /** A contract of North, published; gives its id and version. */
  async function aContract(
    values: Record<string, unknown> = {},
  ): Promise<{ id: string; version: number; reference: string }> {
    const reference = `U-${(number += 1)}`;
    const given = {
      reference,
      title: "Guarding",
      leadForce: "NORTH",
      annualValue: "100.00",
      supplier: "Guarding Limited",
    };
    const made = await publish({ inserts: [{ clientRowId: "1", cells: cells({ ...given, ...values }) }] });
    expect(made.results[0]?.errors).toEqual([]);
    return { reference, id: made.results[0]?.id as string, version: made.results[0]?.version as number };
  }
  const edit = (row: { id: string; version: number }, values: Record<string, unknown>, as = "ann") =>
    publish({ rows: [{ id: row.id, version: row.version, cells: cells(values) }] }, as);
  const stored = async (id: string) => {
    const [row] = await database.sql(
      `select c.title, c.annual_value::text as value, s.name as supplier, c.deleted_at is not null as gone
       from contracts c left join suppliers s on s.id = c.supplier_id where 'contract_' || c.id = $1`,
      [id],
    );
    return row;
  };

  test("gives changed cells the values that they had, with a receipt and audit entries of its own", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans", annualValue: "250.50", supplier: "Fleet Partners" });
    const undone = await undo(changed.receipt);
    expect(undone).toMatchObject({
      userErrors: [],
      results: [{ reference: contract.reference, status: "APPLIED", version: 3 }],
    });
    expect(undone.receipt).not.toBe(changed.receipt);
    expect(await stored(contract.id)).toEqual({
      title: "Guarding",
      value: "100.00",
      supplier: "Guarding Limited",
      gone: false,
    });
    expect(
      await database.sql(
        `select a.field, a.old_value as before, a.new_value as after, a.reason, u.receipt as undoes
         from audit_entries a join publishes p on p.id = a.publish_id join publishes u on u.id = a.undoes_publish_id
         where p.receipt = $1 order by a.field`,
        [undone.receipt],
      ),
    ).toEqual([
      { field: "annualValue", before: "250.50", after: "100.00", reason: "A slip", undoes: changed.receipt },
      {
        field: "supplier",
        before: "Fleet Partners",
        after: "Guarding Limited",
        reason: "A slip",
        undoes: changed.receipt,
      },
      { field: "title", before: "Vans", after: "Guarding", reason: "A slip", undoes: changed.receipt },
    ]);
  });

  test("refuses while somebody has changed a cell since, names it, and applies nothing", async () => {
    const [first, second] = [await aContract(), await aContract()];
    const changed = await publish({
      rows: [first, second].map(({ id, version }) => ({
        id,
        version,
        cells: cells({ title: "Both", annualValue: "7.00" }),
      })),
    });
    await edit({ id: second.id, version: 2 }, { title: "Mine now" }, "bob");
    const refused = await undo(changed.receipt);
    expect(refused.receipt).toBeNull();
    expect(refused.results.map(({ status }) => status)).toEqual(["NOT_APPLIED", "CONFLICT"]);
    expect(refused.results[1]?.conflicts).toEqual([
      {
        field: "title",
        label: "Title",
        base: "Both",
        yours: "Guarding",
        theirs: "Mine now",
        by: "Second buyer, North",
      },
    ]);
    expect(refused.userErrors[0]?.message).toMatch(
      new RegExp(
        `^Title of ${second.reference} was changed to "Mine now" by Second buyer, North on \\d\\d/\\d\\d/\\d{4} at`,
      ),
    );
    expect(await stored(first.id)).toMatchObject({ title: "Both" });
  });

  test("passes over changes of other cells of the same rows", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans" });
    await edit({ id: contract.id, version: 2 }, { annualValue: "999.00" }, "bob");
    expect((await undo(changed.receipt)).userErrors).toEqual([]);
    expect(await stored(contract.id)).toMatchObject({ title: "Guarding", value: "999.00" });
  });

  test("deletes new rows again, and brings them back when the undo is undone", async () => {
    const reference = `U-${(number += 1)}`;
    const made = await publish({
      inserts: [
        { clientRowId: "1", cells: cells({ reference, title: "New", leadForce: "NORTH", annualValue: "5.00" }) },
      ],
    });
    const id = made.results[0]?.id as string;
    const undone = await undo(made.receipt);
    expect(await stored(id)).toMatchObject({ gone: true });
    const again = await undo(undone.receipt);
    expect(again.userErrors).toEqual([]);
    expect(await stored(id)).toEqual({ title: "New", value: "5.00", supplier: null, gone: false });
    expect((await undo(again.receipt)).userErrors).toEqual([]);
    expect(await stored(id)).toMatchObject({ gone: true });
  });

  /** A supplier, published; gives the receipt and its number. */
  async function aNewSupplier(name: string) {
    const reference = `S-U${(number += 1)}`;
    const made = await publish({
      dataset: "SUPPLIERS",
      inserts: [{ clientRowId: "1", cells: cells({ reference, name }) }],
    });
    expect(made.results[0]?.errors).toEqual([]);
    return { receipt: made.receipt, reference, id: (made.results[0]?.id as string).slice("supplier_".length) };
  }
  const suppliersCalled = async (name: string) =>
    database.sql("select reference, deleted_at is not null as gone from suppliers where name = $1 order by id", [name]);

  test("takes a new supplier back, whose name is then free, and brings it back while it is", async () => {
    const first = await aNewSupplier("Boots and Boots");
    const undone = await undo(first.receipt);
    expect(undone.results[0]).toMatchObject({ status: "APPLIED" });
    expect(await suppliersCalled("Boots and Boots")).toEqual([{ reference: first.reference, gone: true }]);
    const looked = `query ($id: ID!, $reference: String!) { node(id: $id) { id } byId: supplier(id: $id) { name }
      byReference: supplier(reference: $reference) { name } suppliers(where: {name: {contains: "Boots"}}) { totalCount } }`;
    expect(await asked(looked, { id: `supplier_${first.id}`, reference: first.reference }, "ann")).toEqual({
      node: null,
      byId: null,
      byReference: null,
      suppliers: { totalCount: 0 },
    });
    const again = await undo(undone.receipt);
    expect(again.userErrors).toEqual([]);
    const gone = await undo(again.receipt);
    expect(gone.userErrors).toEqual([]);

    const second = await aNewSupplier("Boots and Boots");
    expect((await suppliersCalled("Boots and Boots")).map(({ gone: isGone }) => isGone)).toEqual([true, false]);
    const contract = await aContract({ supplier: "Boots and Boots" });
    expect(await stored(contract.id)).toMatchObject({ supplier: "Boots and Boots" });
    const [named] = await database.sql("select supplier_id::text as id from contracts where 'contract_' || id = $1", [
      contract.id,
    ]);
    expect(named?.id).toBe(second.id);
    const refused = await undo(gone.receipt);
    expect(refused.results[0]?.errors).toEqual([expect.objectContaining({ code: "NAME_TAKEN" })]);
  });

  test("leaves a new supplier that is named meanwhile, and says by how much of what the caller sees", async () => {
    const { receipt, reference, id } = await aNewSupplier("Named Limited");
    await database.sql(
      `insert into contracts (reference, title, supplier_id, confidential) values ('HIDDEN', 'Hidden', $1, true), ('SEEN', 'Seen', $1, false)`,
      [id],
    );
    await database.sql(
      `insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount)
       select id, '2026-05-01', 'Named', $1, 9 from forces limit 1`,
      [id],
    );
    expect((await undo(receipt)).results[0]?.errors).toEqual([
      {
        code: "STILL_NAMED",
        message: `${reference} cannot go, because it is named elsewhere: 1 contract and 1 line of spend. Change these first, or merge it into the right one (mergeSuppliers).`,
      },
    ]);
  });

  test("leaves a new supplier that only something hidden names, and does not say what", async () => {
    const { receipt, reference, id } = await aNewSupplier("Hidden Limited");
    await database.sql(
      "insert into contracts (reference, title, supplier_id, confidential) values ('HIDDEN-2', 'Hidden', $1, true)",
      [id],
    );
    expect((await undo(receipt)).results[0]?.errors[0]?.message).toMatch(
      new RegExp(`^${reference} cannot go, because it is named elsewhere. Change these first`),
    );
  });

  test("leaves a new row of which somebody recorded more since", async () => {
    const { receipt, reference, id } = await aNewSupplier("Addressed Limited");
    await asked(
      `mutation ($id: ID!) { setSupplierAddress(supplier: $id, basis: REGISTERED, address: "1 High Street", postcode: "ME1 1AA") { userErrors { message } } }`,
      { id: `supplier_${id}` },
      "cat",
    );
    expect((await undo(receipt)).userErrors[0]?.message).toMatch(
      new RegExp(`^${reference} cannot go, because more was recorded of it since \\(.*, by Category manager\\)`),
    );
  });

  test("leaves a new contract that a saving rests on", async () => {
    const reference = `U-${(number += 1)}`;
    const made = await publish({
      inserts: [{ clientRowId: "1", cells: cells({ reference, title: "New", leadForce: "NORTH" }) }],
    });
    await database.sql(
      `insert into savings (reference, title, lead_force_id, saving_class, starts_on, ends_on, contract_id)
       select 'ON-IT', 'Saved', f.id, 'CASHABLE', '2026-04-01', '2027-03-31', c.id from forces f, contracts c
       where f.code = 'NORTH' and c.reference = $1`,
      [reference],
    );
    expect((await undo(made.receipt)).userErrors[0]?.message).toBe(
      `${reference} cannot go, because it is named elsewhere: 1 saving. Change these first. Nothing was taken back.`,
    );
  });

  test("has a word for everything that can name a row", async () => {
    const read = new Database(database.orm.em.fork(), SYSTEM);
    for (const table of ["contracts", "savings", "pipeline_items", "suppliers"]) {
      const references = await referencesTo(read, table);
      expect(references.filter((reference) => !(reference.table in rowsCalled))).toEqual([]);
    }
  });

  test("restores deleted rows, unless their reference has been taken", async () => {
    const [kept, taken] = [await aContract(), await aContract()];
    const deletion = (row: { id: string; version: number }) =>
      publish({ deletes: [{ id: row.id, version: row.version }] });
    const undone = await undo((await deletion(kept)).receipt);
    expect(undone.results[0]).toMatchObject({ status: "APPLIED" });
    expect(await stored(kept.id)).toMatchObject({ gone: false });

    const deleted = await deletion(taken);
    await publish({
      inserts: [{ clientRowId: "1", cells: cells({ reference: taken.reference, title: "Other", leadForce: "NORTH" }) }],
    });
    const refused = await undo(deleted.receipt);
    expect(refused.results[0]?.errors[0]).toMatchObject({ code: "REFERENCE_TAKEN" });
    expect(await stored(taken.id)).toMatchObject({ gone: true });
  });

  test("undoes once only, and an undo of the undo has the publish again", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans" });
    const undone = await undo(changed.receipt);
    expect((await undo(changed.receipt)).userErrors[0]).toMatchObject({ code: "UNDONE_ALREADY" });
    expect((await undo(undone.receipt)).userErrors).toEqual([]);
    expect(await stored(contract.id)).toMatchObject({ title: "Vans" });
    expect((await undo(changed.receipt)).userErrors).toEqual([]);
    expect(await stored(contract.id)).toMatchObject({ title: "Guarding" });
  });

  test("answers a second request with the same key as the first, and refuses the key for another receipt", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans" });
    const key = aKey();
    const first = await undo(changed.receipt, "ann", key);
    expect(await undo(changed.receipt, "ann", key)).toEqual({ ...first, replayed: true });
    expect((await undo(first.receipt, "ann", key)).userErrors[0]).toMatchObject({ code: "KEY_USED" });
  });

  test("works phases out again when a saving's value goes back", async () => {
    const given = {
      reference: `SU-${(number += 1)}`,
      title: "Cheaper",
      leadForce: "NORTH",
      savingClass: "CASHABLE",
      baselineValue: "1000.00",
      newValue: "600.00",
      startsOn: "2026-04-01",
      endsOn: "2027-03-31",
    };
    const made = await publish({ dataset: "SAVINGS", inserts: [{ clientRowId: "1", cells: cells(given) }] });
    const id = made.results[0]?.id as string;
    const total = async () =>
      (
        await database.sql(
          "select sum(amount)::text as total from saving_force_amounts where 'saving_' || saving_id = $1",
          [id],
        )
      )[0]?.total;
    const before = await total();
    const changed = await publish({
      dataset: "SAVINGS",
      rows: [{ id, version: made.results[0]?.version, cells: cells({ newValue: "100.00" }) }],
    });
    expect(await total()).not.toBe(before);
    await undo(changed.receipt);
    expect(await total()).toBe(before);
  });

  test("is for the publisher, and for category managers over the rows", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans" });
    expect((await undo(changed.receipt, "bob")).userErrors[0]).toMatchObject({ code: "UNKNOWN_RECEIPT" });
    // Who publishes nothing takes nothing back.
    for (const question of [
      `mutation { undoPublish(receipt: "${changed.receipt}", idempotencyKey: "by-an-auditor") { receipt } }`,
      `{ previewUndoPublish(receipt: "${changed.receipt}") { receipt } }`,
    ]) {
      const { errors } = await server.ask({ query: question, as: "eve" });
      expect(errors[0]).toMatchObject({
        message: expect.stringMatching(/^Auditor may look at figures but not take back publishes of their own\./),
        extensions: { code: "NOT_ALLOWED" },
      });
    }
    expect((await undo(changed.receipt, "sue")).userErrors[0]?.code).toBe("CANNOT_UNDO");
    expect(await stored(contract.id)).toMatchObject({ title: "Vans" });
    expect((await undo(changed.receipt, "cat")).userErrors).toEqual([]);
    expect(await stored(contract.id)).toMatchObject({ title: "Guarding" });
  });

  test("says beforehand what it would do", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans" });
    const { previewUndoPublish } = await asked<{ previewUndoPublish: Answer }>(
      `query ($receipt: String!) { previewUndoPublish(receipt: $receipt) ${answered} }`,
      { receipt: changed.receipt },
      "ann",
    );
    expect(previewUndoPublish).toMatchObject({ receipt: null, userErrors: [], results: [{ status: "APPLIED" }] });
    expect(await stored(contract.id)).toMatchObject({ title: "Vans" });
  });

  test("lists publishes with what they changed and what took them back", async () => {
    const contract = await aContract();
    const changed = await edit(contract, { title: "Vans", annualValue: "3.00" });
    const undone = await undo(changed.receipt);
    const list = `query ($mine: Boolean!) { publishes(first: 2, mine: $mine) { nodes {
      receipt by dataset cellsChanged rowsChanged rowsCreated undoes undoneBy } } }`;
    const mine = await asked<{ publishes: { nodes: unknown[] } }>(list, { mine: true }, "ann");
    const entry = { by: "Buyer, North", dataset: "CONTRACTS", cellsChanged: 2, rowsChanged: 1, rowsCreated: 0 };
    expect(mine.publishes.nodes).toEqual([
      { ...entry, receipt: undone.receipt, undoes: changed.receipt, undoneBy: null },
      { ...entry, receipt: changed.receipt, undoes: null, undoneBy: undone.receipt },
    ]);
    expect((await asked<{ publishes: { nodes: unknown[] } }>(list, { mine: false }, "eve")).publishes.nodes).toEqual(
      mine.publishes.nodes,
    );
    const refused = await server.ask({ query: list, variables: { mine: false }, as: "bob" });
    expect(refused.errors[0]?.extensions.code).toBe("NOT_ALLOWED");
  });
});
