import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { syncDefinitions } from "../../../server/kpis/index.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { aContract, aForce, aPerson, aSaving, aSupplier } from "../../support/builders.js";
import { aServer, type TestServer } from "../../support/server.js";

const PUBLISH = `mutation ($input: ChangesInput!, $key: String!) {
  publishChanges(input: $input, idempotencyKey: $key) {
    receipt replayed
    counts { applied merged unchanged conflicts rejected }
    results {
      id clientRowId reference status version appliedFields
      conflicts { field label base yours theirs by at version }
      errors { field code message suggestion }
    }
    userErrors { code message }
  }
}`;

interface Published {
  readonly receipt: string | null;
  readonly replayed: boolean;
  readonly counts: Record<string, number>;
  readonly results: readonly {
    readonly id: string | null;
    readonly reference: string | null;
    readonly status: string;
    readonly version: number | null;
    readonly appliedFields: readonly string[];
    readonly conflicts: readonly Record<string, unknown>[];
    readonly errors: readonly {
      readonly field: string | null;
      readonly code: string;
      readonly message: string;
      readonly suggestion: string | null;
    }[];
  }[];
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

describe("publishChanges", () => {
  let database: TestDatabase;
  let server: TestServer;
  let keys = 0;
  const aKey = () => `publish-key-${++keys}`;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "ann", displayName: "Finance officer, North", roles: ["HEAD_OF_PROCUREMENT"] });
    await aPerson(database, { subject: "bob", displayName: "Category manager, fleet", roles: ["CATEGORY_MANAGER"] });
    await aPerson(database, { subject: "eve", displayName: "Auditor", roles: ["AUDITOR"] });
    await aForce(database, { code: "NORTH", name: "North" });
    await aSupplier(database, { name: "G4 Guarding Limited" });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function publish(input: Record<string, unknown>, as = "ann", key = aKey()): Promise<Published> {
    const answer = await server.ask<{ publishChanges: Published }>({
      query: PUBLISH,
      variables: { input: { dataset: "CONTRACTS", ...input }, key },
      as,
      path: "/graphql/bulk",
    });
    expect(answer.errors).toEqual([]);
    return answer.data.publishChanges;
  }
  const edit = (id: string, version: number, cells: Record<string, unknown>) => ({
    id: `contract_${id}`,
    version,
    cells: Object.entries(cells).map(([field, value]) => ({ field, value })),
  });
  const contract = async (id: string) =>
    (
      await database.sql(
        `select title, annual_value::text as "annualValue", owner_role as "ownerRole", version from contracts where id = $1`,
        [id],
      )
    )[0];
  const auditOf = (id: string) =>
    database.sql(
      `select p.display_name as by, a.field, a.old_value as old, a.new_value as new, a.reason, a.workbook
       from audit_entries a left join people p on p.id = a.person_id where a.row_id = $1 and a.dataset = 'CONTRACTS' order by a.id`,
      [id],
    );

  test("applies an edit, makes the next version and leaves one audit entry per cell with the receipt", async () => {
    const id = await aContract(database, { title: "Vehicles", annual_value: "120000.00" });
    const answer = await publish({
      rows: [edit(id, 1, { title: "Fleet vehicles", annualValue: "£118,500.00" })],
      reason: "Renegotiated",
      workbook: "Forecast.xlsx",
    });
    expect(answer.receipt).toMatch(/^R-\d{8}$/);
    expect(answer.results[0]).toMatchObject({ status: "APPLIED", version: 2, appliedFields: ["title", "annualValue"] });
    expect(await contract(id)).toMatchObject({ title: "Fleet vehicles", annualValue: "118500.00", version: 2 });
    const shared = { by: "Finance officer, North", reason: "Renegotiated", workbook: "Forecast.xlsx" };
    expect(await auditOf(id)).toEqual([
      { ...shared, field: "title", old: "Vehicles", new: "Fleet vehicles" },
      { ...shared, field: "annualValue", old: "120000.00", new: "118500.00" },
    ]);
  });

  test("merges two people's edits of different cells of one row", async () => {
    const id = await aContract(database, { title: "Uniform" });
    await publish({ rows: [edit(id, 1, { ownerRole: "Category manager, uniform" })] }, "bob");
    const answer = await publish({ rows: [edit(id, 1, { annualValue: "50000" })] }, "ann");
    expect(answer.results[0]).toMatchObject({ status: "MERGED", version: 3 });
    expect(await contract(id)).toMatchObject({ ownerRole: "Category manager, uniform", annualValue: "50000.00" });
  });

  test("names was, yours, theirs, who and when for a cell that somebody else changed, and applies the row's other cells", async () => {
    const id = await aContract(database, { title: "Body armour", annual_value: "120000.00" });
    await publish({ rows: [edit(id, 1, { annualValue: "121000" })] }, "bob");
    const answer = await publish(
      { rows: [edit(id, 1, { annualValue: "118500", title: "Body armour and plates" })] },
      "ann",
    );
    expect(answer.results[0]).toMatchObject({
      status: "CONFLICT",
      version: 3,
      appliedFields: ["title"],
      conflicts: [
        {
          field: "annualValue",
          label: "Annual value",
          base: "120000.00",
          yours: "118500.00",
          theirs: "121000.00",
          by: "Category manager, fleet",
          at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
          version: 3,
        },
      ],
    });
    expect(await contract(id)).toMatchObject({ annualValue: "121000.00", title: "Body armour and plates" });

    const kept = await publish({ rows: [edit(id, 3, { annualValue: "118500" })] }, "ann");
    expect(kept.results[0]).toMatchObject({ status: "APPLIED", version: 4 });
  });

  test("answers a repeated request with the first answer and changes nothing again", async () => {
    const id = await aContract(database, {});
    const request = { rows: [edit(id, 1, { annualValue: "10" })] };
    const key = aKey();
    const first = await publish(request, "ann", key);
    const second = await publish(request, "ann", key);
    expect(second).toEqual({ ...first, replayed: true });
    expect(await contract(id)).toMatchObject({ version: 2 });
    expect(await auditOf(id)).toHaveLength(1);
  });

  test("applies once when the same request arrives many times at the same moment", async () => {
    const id = await aContract(database, {});
    const request = { rows: [edit(id, 1, { annualValue: "10" })] };
    const key = aKey();
    const answers = await Promise.all(Array.from({ length: 8 }, () => publish(request, "ann", key)));
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await auditOf(id)).toHaveLength(1);
  });

  test("refuses a used key with other content", async () => {
    const id = await aContract(database, {});
    const key = aKey();
    await publish({ rows: [edit(id, 1, { annualValue: "10" })] }, "ann", key);
    const answer = await publish({ rows: [edit(id, 2, { annualValue: "20" })] }, "ann", key);
    expect(answer.userErrors[0]).toMatchObject({
      code: "KEY_USED",
      message: expect.stringContaining("Make a new one"),
    });
    expect(await contract(id)).toMatchObject({ annualValue: "10.00" });
  });

  test("holds everything back under ALL_OR_NOTHING when one row is wrong", async () => {
    const good = await aContract(database, { title: "Good" });
    const bad = await aContract(database, { title: "Bad" });
    const answer = await publish({
      mode: "ALL_OR_NOTHING",
      rows: [edit(good, 1, { title: "Better" }), edit(bad, 1, { annualValue: "TBC" })],
    });
    expect(answer.receipt).toBeNull();
    expect(answer.results.map(({ status }) => status)).toEqual(["NOT_APPLIED", "REJECTED"]);
    expect(await contract(good)).toMatchObject({ title: "Good", version: 1 });
  });

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ["an amount that is not exact", { annualValue: "£1.2m" }, "NOT_EXACT", /Write the full amount/],
    ["a day that does not exist", { startsOn: "31/02/2026" }, "NO_SUCH_DAY", /no day "31\/02\/2026"/],
    ["a value that is not known yet", { annualValue: "TBC" }, "NOT_KNOWN", /blank until it is known/],
    ["an unknown supplier", { supplier: "G4 Guardin" }, "UNKNOWN_NAME", /Did you mean "G4 Guarding Limited"/],
    ["an unknown field", { anualValue: "1" }, "UNKNOWN_FIELD", /Did you mean "annualValue"/],
    ["a derived column", { status: "LIVE" }, "NOT_EDITABLE", /nobody types it/],
    [
      "an end before the start",
      { startsOn: "2026-04-01", initialEndsOn: "2026-03-31" },
      "ENDS_BEFORE_START",
      /31\/03\/2026, before it starts on 01\/04\/2026/,
    ],
    ["a blank in a column that needs a value", { title: "" }, "REQUIRED", /may not be blank/],
    ["a NUL character", { title: "a\0b" }, "BAD_CHARACTER", /Title holds a character that cannot be kept/],
    ["half of an emoji, as LEFT cuts it", { title: "Boots \ud83d" }, "BAD_CHARACTER", /half of one such as an emoji/],
    ["a name on a list with a NUL character", { supplier: "G4\0" }, "BAD_CHARACTER", /cannot be kept/],
  ])("refuses %s with a message that says what to do", async (_title, cells, code, message) => {
    const id = await aContract(database, { title: "Unchanged" });
    const answer = await publish({ rows: [edit(id, 1, cells)] });
    expect(answer.results[0]?.status).toBe("REJECTED");
    expect(answer.results[0]?.errors[0]).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await contract(id)).toMatchObject({ title: "Unchanged", version: 1 });
  });

  test("refuses a row that is not there, a version that never was, and the same row twice", async () => {
    const id = await aContract(database, {});
    const answer = await publish({
      rows: [
        edit("999999", 1, { title: "x" }),
        edit(id, 7, { title: "x" }),
        edit(id, 1, { title: "y" }),
        { id: "nonsense", version: 1, cells: [] },
      ],
    });
    expect(answer.results.map(({ errors }) => errors[0]?.code)).toEqual([
      "ROW_GONE",
      "UNKNOWN_VERSION",
      "DUPLICATE_ROW",
      "ROW_GONE",
    ]);
  });

  test("adds a row, names what a new row lacks, and refuses a reference that is taken", async () => {
    const cells = (values: Record<string, unknown>) =>
      Object.entries(values).map(([field, value]) => ({ field, value }));
    const taken = await aContract(database, { reference: "TAKEN-1" });
    expect(taken).toBeDefined();
    const answer = await publish({
      inserts: [
        {
          clientRowId: "a",
          cells: cells({ reference: "NEW-1", title: "Catering", leadForce: "north", annualValue: "75000" }),
        },
        { clientRowId: "b", cells: cells({ title: "No reference" }) },
        { clientRowId: "c", cells: cells({ reference: "taken-1", title: "Again" }) },
        { clientRowId: "d", cells: cells({ reference: "N\0", title: "Not a reference" }) },
      ],
    });
    expect(answer.results.map(({ status }) => status)).toEqual(["APPLIED", "REJECTED", "REJECTED", "REJECTED"]);
    expect(answer.results[1]?.errors[0]).toMatchObject({ field: "reference", code: "REQUIRED" });
    expect(answer.results[2]?.errors[0]).toMatchObject({ code: "REFERENCE_TAKEN" });
    expect(answer.results[3]?.errors[0]).toMatchObject({ field: "reference", code: "BAD_CHARACTER" });
    const [row] = await database.sql(`select c.title, f.code, c.collaboration_level as level from contracts c
      join forces f on f.id = c.lead_force_id where reference = 'NEW-1'`);
    expect(row).toEqual({ title: "Catering", code: "NORTH", level: "LOCAL" });
  });

  test("gives each row of one publish its own cells and leaves its others as they were, whatever is written", async () => {
    const first = { title: `A "quoted" \\ title, {braces}`, annual_value: "10.00", owner_role: "Buyer", note: "Old" };
    const ids = await Promise.all([1, 2, 3].map(() => aContract(database, first)));
    const [one = "", two = "", three = ""] = ids;
    const answer = await publish({
      rows: [
        edit(one, 1, { note: `"},{"NULL\\n\n'`, livingWage: false }),
        edit(two, 1, { annualValue: null, note: "NULL" }),
        edit(three, 1, { ownerRole: null, confidential: true }),
      ],
    });
    expect(answer.results.map(({ status }) => status)).toEqual(["APPLIED", "APPLIED", "APPLIED"]);
    const stored = await database.sql(
      `select title, annual_value::text, owner_role, note, living_wage, confidential from contracts
       where id = any($1::bigint[]) order by array_position($1::bigint[], id)`,
      [ids],
    );
    const before = { ...first, living_wage: null, confidential: false };
    expect(stored).toEqual([
      { ...before, note: `"},{"NULL\\n\n'`, living_wage: false },
      { ...before, annual_value: null, note: "NULL" },
      { ...before, owner_role: null, confidential: true },
    ]);
  });

  test("deletes a row that is as it was looked at, and no other", async () => {
    const [gone, changed] = [await aContract(database, {}), await aContract(database, {})];
    await publish({ rows: [edit(changed, 1, { annualValue: "1" })] }, "bob");
    const answer = await publish({
      deletes: [
        { id: `contract_${gone}`, version: 1 },
        { id: `contract_${changed}`, version: 1 },
      ],
    });
    expect(answer.results.map(({ status }) => status)).toEqual(["APPLIED", "REJECTED"]);
    expect(answer.results[1]?.errors[0]?.code).toBe("CHANGED_SINCE");
    expect(
      await database.sql(`select id::text from contracts where id = any($1) and deleted_at is null`, [[gone, changed]]),
    ).toEqual([{ id: changed }]);
  });

  test("works phases and force amounts out again when a saving's value changes", async () => {
    const id = await aSaving(database, { baseline_value: "100000.00", new_value: "88000.00", stage: "SECURED" });
    await database.sql(
      `insert into saving_shares (saving_id, force_id, share_percent, valid_from)
      select id, lead_force_id, 100, starts_on from savings where id = $1`,
      [id],
    );
    const answer = await publish({
      dataset: "SAVINGS",
      rows: [{ id: `saving_${id}`, version: 1, cells: [{ field: "newValue", value: "76000" }] }],
    });
    expect(answer.results[0]).toMatchObject({ status: "APPLIED" });
    const [sums] = await database.sql(
      `select (select sum(amount)::text from saving_phases where saving_id = $1) as phases,
         (select sum(amount)::text from saving_force_amounts where saving_id = $1) as parts`,
      [id],
    );
    expect(sums).toEqual({ phases: "24000.00", parts: "24000.00" });
  });

  test("does not let a viewer publish, nor somebody who is not signed in", async () => {
    const id = await aContract(database, {});
    const variables = { input: { dataset: "CONTRACTS", rows: [edit(id, 1, { title: "x" })] }, key: aKey() };
    const viewer = await server.ask({ query: PUBLISH, variables, as: "eve" });
    expect(viewer.errors[0]).toMatchObject({ extensions: { code: "NOT_ALLOWED" } });
    const nobody = await server.ask({ query: PUBLISH, variables });
    expect(nobody.errors[0]).toMatchObject({ extensions: { code: "NOT_SIGNED_IN" } });
    expect(await contract(id)).toMatchObject({ version: 1 });
  });

  test("previews the same answer and writes nothing", async () => {
    const id = await aContract(database, { title: "As it was" });
    const answer = await server.ask<{ previewChanges: Published }>({
      query: `query ($input: ChangesInput!) { previewChanges(input: $input) { receipt results { status appliedFields } } }`,
      variables: { input: { dataset: "CONTRACTS", rows: [edit(id, 1, { title: "As it would be" })] } },
      as: "ann",
    });
    expect(answer.data.previewChanges).toEqual({
      receipt: null,
      results: [{ status: "APPLIED", appliedFields: ["title"] }],
    });
    expect(await contract(id)).toMatchObject({ title: "As it was", version: 1 });
  });

  test("publishes 5,000 rows with a fixed number of statements", async () => {
    await database.sql(`insert into contracts (reference, title, annual_value)
      select 'BULK-' || n, 'Bulk ' || n, n from generate_series(1, 5000) n`);
    const rows = await database.sql(
      `select id::text, version from contracts where reference like 'BULK-%' order by id`,
    );
    const answer = await publish({
      rows: rows.map((row, index) => edit(String(row.id), 1, { annualValue: `${index}.50` })),
    });
    expect(answer.counts).toMatchObject({ applied: 5000, conflicts: 0, rejected: 0 });
    const [audited] = await database.sql(`select count(*)::int as entries from audit_entries a
      join contracts c on c.id = a.row_id where a.dataset = 'CONTRACTS' and c.reference like 'BULK-%'`);
    expect(audited).toEqual({ entries: 5000 });
  });

  test("works out how fresh a force's data is at its first change of a day, also after another force's", async () => {
    const fresh = async () =>
      (
        await database.sql(
          `select f.code, k.value is not null as known, k.computed_at from kpi_figures k join forces f on f.id = k.force_id
           where k.kpi_code = 'FRESHNESS' and f.code in ('EASTF', 'WESTF') order by f.code, k.id`,
        )
      ).filter(({ known }) => known);
    const [east, west] = [await aForce(database, { code: "EASTF" }), await aForce(database, { code: "WESTF" })];
    await syncDefinitions(new Database(database.orm.em.fork(), SYSTEM));
    // A target brings figures for its quarter.
    await database.sql(
      `insert into kpi_targets (kpi_code, force_id, financial_year, quarter, target)
       select 'FRESHNESS', $1, financial_year(day), financial_quarter(day), 5 from (select now()::date as day) today`,
      [east],
    );
    const ofEast = await aContract(database, { reference: "FR-1", lead_force_id: east });
    const ofWest = await aContract(database, { reference: "FR-2", lead_force_id: west });
    await publish({ rows: [edit(ofEast, 1, { note: "First" })] });
    expect(new Set((await fresh()).map(({ code }) => code))).toEqual(new Set(["EASTF"]));
    await publish({ rows: [edit(ofWest, 1, { note: "First" }), edit(ofEast, 2, { note: "Second" })] });
    const both = await fresh();
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set(["EASTF", "WESTF"]));
    await publish({ rows: [edit(ofWest, 2, { note: "Third" })] });
    expect(await fresh()).toEqual(both);
  });
});
