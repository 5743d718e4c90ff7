import "reflect-metadata";
import { type Role } from "../../server/access/viewer.js";
import { aContract, aForce, aSaving } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface Result {
  readonly reference: string | null;
  readonly status: string;
  readonly errors: readonly { readonly field: string | null; readonly code: string; readonly message: string }[];
}

describe("a publish with rows that are not all one's own", () => {
  let database: TestDatabase;
  let key = 0;
  let kent: string;
  let essex: string;
  beforeAll(async () => {
    database = await aDatabase();
    kent = await aForce(database, { code: "KENT" });
    essex = await aForce(database, { code: "ESSEX" });
  });
  afterAll(() => database.close());

  const publish = async (
    role: Role,
    dataset: string,
    changes: string,
    { mode = "APPLY_VALID", preview = false }: { mode?: string; preview?: boolean } = {},
  ): Promise<{ receipt: string | null; results: Result[] }> => {
    const call = preview ? "previewChanges(" : `publishChanges(idempotencyKey: "rights-${(key += 1)}", `;
    const answer = await ask<Record<string, { receipt: string | null; results: Result[] }>>(
      await aContext(database, { role, forceCode: "KENT", subject: role }),
      `${preview ? "query" : "mutation"} { answer: ${call}input: {dataset: ${dataset}, mode: ${mode}, ${changes}}) { receipt results { reference status errors { field code message } } } }`,
    );
    return answer.answer!;
  };
  const cells = (values: Record<string, unknown>) =>
    `cells: [${Object.entries(values)
      .map(([field, value]) => `{field: "${field}", value: ${JSON.stringify(value)}}`)
      .join(", ")}]`;
  const edit = (id: string, values: Record<string, unknown>, version = 1) =>
    `{id: "${id}", version: ${version}, ${cells(values)}}`;
  const titles = async (ids: readonly string[]) =>
    (await database.sql("select title from contracts where id = any($1::bigint[]) order by id", [ids])).map(
      ({ title }) => title,
    );
  const two = async () => [
    await aContract(database, { lead_force_id: kent, title: "Ours" }),
    await aContract(database, { lead_force_id: essex, title: "Theirs" }),
  ];
  const rows = ([ours, theirs]: string[]) =>
    `rows: [${edit(`contract_${ours}`, { title: "Changed" })}, ${edit(`contract_${theirs}`, { title: "Changed", ownerRole: "Me" })}]`;

  test("applies what is one's own and says of the rest who may, field by field, in one answer", async () => {
    const ids = await two();
    const preview = await publish("EDITOR", "CONTRACTS", rows(ids), { preview: true });
    expect(await titles(ids)).toEqual(["Ours", "Theirs"]);
    const answer = await publish("EDITOR", "CONTRACTS", rows(ids));
    expect(answer.receipt).not.toBeNull();
    expect(answer.results).toEqual(preview.results);
    const message =
      "An editor may not change figures of ESSEX. That takes the role of editor, category manager or head of procurement there; you are editor of KENT. Ask a colleague who has it.";
    expect(answer.results.map(({ status, errors }) => ({ status, errors }))).toEqual([
      { status: "APPLIED", errors: [] },
      {
        status: "REJECTED",
        errors: ["title", "ownerRole"].map((field) => ({ field, code: "NOT_ALLOWED", message })),
      },
    ]);
    expect(await titles(ids)).toEqual(["Changed", "Theirs"]);
  });

  test("applies nothing of it where it is all or nothing", async () => {
    const ids = await two();
    const answer = await publish("EDITOR", "CONTRACTS", rows(ids), { mode: "ALL_OR_NOTHING" });
    expect(answer).toMatchObject({ receipt: null, results: [{ status: "NOT_APPLIED" }, { status: "REJECTED" }] });
    expect(await titles(ids)).toEqual(["Ours", "Theirs"]);
  });

  test.each([
    ["to give a contract away", () => ({ lead: kent, values: { leadForce: "ESSEX" } })],
    ["to take one", () => ({ lead: essex, values: { leadForce: "KENT" } })],
    ["to take one that is nobody's", () => ({ lead: null, values: { leadForce: "KENT" } })],
  ])("is refused %s", async (_title, given) => {
    const { lead, values } = given();
    const id = await aContract(database, { lead_force_id: lead });
    const { results } = await publish("EDITOR", "CONTRACTS", `rows: [${edit(`contract_${id}`, values)}]`);
    expect(results).toMatchObject([{ status: "REJECTED", errors: [{ field: "leadForce", code: "NOT_ALLOWED" }] }]);
  });

  test("lets finance set the budget code and nothing else, and the editor everything else", async () => {
    const saving = async () => {
      const id = await aSaving(database, {
        lead_force_id: kent,
        saving_class: "COST_AVOIDANCE",
        baseline_value: 9,
        new_value: 1,
      });
      await database.sql(
        "insert into saving_shares (saving_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')",
        [id, kent],
      );
      return `saving_${id}`;
    };
    const outcome = async (role: Role, values: Record<string, unknown>) =>
      (await publish(role, "SAVINGS", `rows: [${edit(await saving(), values)}]`)).results.map(({ status, errors }) => [
        status,
        ...errors.map(({ field }) => field),
      ]);
    expect(await outcome("FINANCE_APPROVER", { budgetCode: "B1" })).toEqual([["APPLIED"]]);
    expect(await outcome("FINANCE_APPROVER", { title: "T" })).toEqual([["REJECTED", "title"]]);
    expect(await outcome("FINANCE_APPROVER", { title: "T", budgetCode: "B1" })).toEqual([["REJECTED", "title"]]);
    expect(await outcome("EDITOR", { title: "T" })).toEqual([["APPLIED"]]);
    expect(await outcome("EDITOR", { title: "T", budgetCode: "B1" })).toEqual([["REJECTED", "budgetCode"]]);
  });

  test("refuses new rows and deletions of other forces, with the rest applied", async () => {
    const [ours, theirs] = await two();
    const fresh = (clientRowId: string, leadForce: string) =>
      `{clientRowId: "${clientRowId}", ${cells({ reference: `FRESH-${clientRowId}`, title: "t", leadForce })}}`;
    const { results } = await publish(
      "EDITOR",
      "CONTRACTS",
      `inserts: [${fresh("a", "KENT")}, ${fresh("b", "ESSEX")}], deletes: [{id: "contract_${ours}", version: 1}, {id: "contract_${theirs}", version: 1}]`,
    );
    expect(results.map(({ status, errors }) => [status, ...errors.map(({ code }) => code)])).toEqual([
      ["APPLIED"],
      ["REJECTED", "NOT_ALLOWED"],
      ["APPLIED"],
      ["REJECTED", "NOT_ALLOWED"],
    ]);
  });

  test("leaves no receipt when nothing of it may be done", async () => {
    const [, theirs] = await two();
    const answer = await publish("EDITOR", "CONTRACTS", `deletes: [{id: "contract_${theirs}", version: 1}]`);
    expect(answer).toMatchObject({ receipt: null, results: [{ status: "REJECTED" }] });
  });
});
