import "reflect-metadata";
import fc from "fast-check";
import { graphql } from "graphql";
import { peopleIn } from "../../server/access/person.repository.js";
import { ownershipsOf, type Role, roles } from "../../server/access/matrix.js";
import { Access } from "../../server/access/viewer.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { rowNames } from "../../server/exports/rows.resolver.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/index.js";
import { kpiDefinitions } from "../../server/kpis/kpi.definitions.js";
import { datasetNames } from "../../server/workbooks/dataset.js";
import { datasets } from "../../server/workbooks/datasets.js";
import { aContract, aForce, aPerson, aSaving, aSupplier } from "../support/builders.js";
import { contextWith } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { schema } from "../support/graph.js";
import { type Chooser, everythingOf, queries } from "../support/schemaWalk.js";
import { aServer, type TestServer } from "../support/server.js";

const everyRole = Object.keys(roles) as Role[];
const text = (value: unknown): string => JSON.stringify(value);

/** Node ids of what is confidential of one force. */
interface Hidden {
  readonly contract: string;
  readonly saving: string;
  readonly pipeline_item: string;
  readonly supplier_claim: string;
  readonly waiver: string;
  readonly social_value_commitment: string;
}

describe("what is confidential", () => {
  let database: TestDatabase;
  let server: TestServer;
  const hidden: Record<string, Hidden> = {};
  const forces = ["KENT", "ESSEX"];
  /** In every text of every confidential row of a force; nothing else holds it. */
  const canary = (force: string) => `canary${force.toLowerCase()}`;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    const supplier = await aSupplier(database, { name: "Boots Ltd" });
    await database.sql("insert into collaborations (code, name, valid_from) values ('BOTH', 'Both', '2020-01-01')");
    await database.sql(
      "insert into social_value_proxies (code, name, unit, value_per_unit, valid_from) values ('JOBS', 'Jobs', 'job', 10, '2020-04-01')",
    );
    for (const code of forces) {
      const force = await aForce(database, { code, name: code });
      await database.sql(
        "insert into collaboration_members (collaboration_id, force_id, valid_from) values (1, $1, '2020-01-01')",
        [force],
      );
      for (const role of everyRole) {
        const subject = `${role}-${code}`.toLowerCase();
        await aPerson(database, { subject, displayName: subject, roles: [role], forceCode: code });
      }
      const word = (more: string) => `${canary(code)} ${more}`;
      const asker = await aPerson(database, { subject: `asker-${code}`, roles: [] });
      const contract = await aContract(database, {
        reference: word("C"),
        title: word("title"),
        description: word("description"),
        ocid: word("ocid"),
        owner_role: word("owner"),
        framework_reference: word("framework"),
        service_line: word("line"),
        note: word("note"),
        supplier_id: supplier,
        lead_force_id: force,
        starts_on: "2025-04-01",
        initial_ends_on: "2027-01-31",
        annual_value: 90_000,
        awarded_on: "2026-05-01",
        managed_by_procurement: true,
        confidential: true,
      });
      const parts: [string, unknown[]][] = [
        ["insert into contract_lots (contract_id, number, title) values ($1, 1, $2)", [contract, word("lot")]],
        ["insert into contract_tags (contract_id, scheme, tag) values ($1, 'OTHER', $2)", [contract, word("tag")]],
        [
          "insert into contract_references (contract_id, source_system, reference) values ($1, $2, $2)",
          [contract, word("ref")],
        ],
        [
          "insert into contract_values (contract_id, kind, as_at, net, source) values ($1, 'AWARD', '2026-05-01', 1, $2)",
          [contract, word("source")],
        ],
        [
          "insert into contract_participants (contract_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2025-04-01')",
          [contract, force],
        ],
        [
          `insert into contract_events (contract_id, kind, effective_on, note, changes)
           values ($1, 'PRICE_CHANGE', '2026-06-01', $2, jsonb_build_array(jsonb_build_object('field', 'title', 'before', $2::text, 'after', $2::text)))`,
          [contract, word("event")],
        ],
        ["update contracts set note = note || ' again' where id = $1", [contract]],
        [
          "insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount, contract_id, match_method) values ($1, '2026-05-01', 'Boots', $2, 500, $3, 'MANUAL')",
          [force, supplier, contract],
        ],
      ];
      for (const [statement, parameters] of parts) await database.sql(statement, parameters);
      const saving = await aSaving(database, {
        reference: word("S"),
        title: word("saved"),
        budget_code: word("budget"),
        also_claimed_by: word("claimed"),
        note: word("remark"),
        contract_id: contract,
        lead_force_id: force,
        baseline_value: 100,
        new_value: 40,
        stage: "VALIDATED",
        confidential: true,
      });
      await database.sql(
        "insert into saving_shares (saving_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')",
        [saving, force],
      );
      await database.sql(
        "insert into saving_phases (saving_id, financial_year, quarter, amount) values ($1, 2026, 1, 60)",
        [saving],
      );
      await database.sql(
        "insert into saving_force_amounts (saving_id, financial_year, quarter, force_id, amount) values ($1, 2026, 1, $2, 60)",
        [saving, force],
      );
      await database.sql("insert into saving_evidence (saving_id, kind, title, link) values ($1, 'OTHER', $2, $2)", [
        saving,
        word("paper"),
      ]);
      await database.sql(
        "insert into saving_sign_offs (saving_id, role, person_id, decision, comment) values ($1, 'BUDGET_HOLDER', $2, 'APPROVED', $3)",
        [saving, asker, word("comment")],
      );
      const one = async (statement: string, parameters: unknown[]) =>
        (await database.sql(statement, parameters))[0]?.id as string;
      const item = await one(
        `insert into pipeline_items (reference, title, description, owner_role, note, lead_force_id, expiring_contract_id, stage, confidential)
         values ($1, $1, $1, $1, $1, $2, $3, 'PLANNED', true) returning id::text`,
        [word("P"), force, contract],
      );
      await database.sql(
        "insert into pipeline_engagements (pipeline_item_id, held_on, kind, title, outcome) values ($1, '2026-06-01', 'MEETING', $2, $2)",
        [item, word("talk")],
      );
      const claim = await one(
        `insert into supplier_claims (force_id, supplier_id, contract_id, direction, kind, raised_on, raised_value, note)
         values ($1, $2, $3, 'AGAINST_SUPPLIER', 'REBATE', '2026-05-01', 5, $4) returning id::text`,
        [force, supplier, contract, word("claim")],
      );
      const waiver = await one(
        `insert into waivers (force_id, contract_id, title, kind, legal_ground, value, justification, requester_role, requested_on, requested_by_id)
         values ($1, $2, $3, 'OTHER', 'NONE', 5, $3, $3, '2026-05-01', $4) returning id::text`,
        [force, contract, word("waiver"), asker],
      );
      const commitment = await one(
        `insert into social_value_commitments (force_id, contract_id, title, proxy_code, quantity, due_on)
         values ($1, $2, $3, 'JOBS', 5, '2027-03-31') returning id::text`,
        [force, contract, word("jobs")],
      );
      hidden[code] = {
        contract: `contract_${contract}`,
        saving: `saving_${saving}`,
        pipeline_item: `pipeline_item_${item}`,
        supplier_claim: `supplier_claim_${claim}`,
        waiver: `waiver_${waiver}`,
        social_value_commitment: `social_value_commitment_${commitment}`,
      };
      await aContract(database, {
        reference: `OPEN-${code}`,
        title: "Seen by all",
        lead_force_id: force,
        supplier_id: supplier,
      });
    }
    const system = new Database(database.orm.em.fork(), SYSTEM);
    await syncDefinitions(system);
    await system.transaction((transaction) => refreshFigures(transaction));
    // What people do leaves its trace in the audit trail, in receipts and in what is remembered of matches.
    for (const code of forces) {
      const answer = await asking(
        `head_of_procurement-${code}`.toLowerCase(),
        publishOf(hidden[code]!.contract, 2, canary(code)),
      );
      expect(answer).toContain("APPLIED");
    }
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const publishOf = (id: string, version: number, value: string) =>
    `mutation { publishChanges(idempotencyKey: "key-${id}-${version}", input: {dataset: CONTRACTS, reason: ${text(`${value} reason`)}, workbook: ${text(`${value} book`)}, rows: [{id: ${text(id)}, version: ${version}, cells: [{field: "note", value: ${text(`${value} published`)}}]}]}) { results { status errors { code message } } userErrors { code message } } }`;
  const accessOf = async (subject: string) =>
    new Access(await peopleIn(new Database(database.orm.em.fork(), SYSTEM)).viewerWith(subject));
  /** The whole answer as text, errors and all. */
  const asking = async (subject: string, source: string): Promise<string> => {
    const answer = await graphql({ schema, source, contextValue: contextWith(database, await accessOf(subject)) });
    return JSON.stringify({ ...answer, messages: answer.errors?.map(({ message }) => message) });
  };

  /** Every query with everything below it, asked of what is confidential in each way that it can be named. */
  const questions = (force: string): string[] => {
    const ids = hidden[force]!;
    const wheres: Chooser = (path, type) => {
      if (type === "ID" && path.at(-1) === "id") return undefined;
      if (path.at(-1) === "first") return "50";
      if (path.at(-1) === "search") return '"can"';
      if (path.at(-1) === "period") return '"2026-27 Q1"';
      if (path.at(-1) === "kpi") return '"SAVINGS"';
      if (path.at(-1) === "force") return text(force);
      if (path[0] === "publishes" && path.at(-1) === "mine") return "false";
      if (type === "CellRequest") return `[{contract: "OPEN-KENT", field: "title"}]`;
      return undefined;
    };
    const byDataset = queries.filter(({ args }) => args.some(({ name }) => name === "dataset"));
    return [
      ...queries.map((field) => everythingOf("query", field, wheres, 2)),
      ...byDataset.flatMap((field) =>
        datasetNames.flatMap((name) => {
          const columns = text(datasets[name].columns.map((column) => column.field));
          const lookups = datasets[name].columns.filter(({ lookup }) => lookup).map((column) => column.field);
          return (field.name === "lookup" ? lookups : ["title"]).map((looked) =>
            everythingOf("query", field, (path, type) => {
              if (type === "Dataset") return name;
              if (path.at(-1) === "columns") return columns;
              if (path.at(-1) === "field" && field.name === "lookup") return text(looked);
              return wheres(path, type);
            }),
          );
        }),
      ),
      ...Object.values(ids).flatMap((id) => [
        everythingOf("query", schema.getQueryType()!.getFields().node!, () => undefined, 2).replace(
          '"contract_1"',
          text(id),
        ),
        `{ history(id: ${text(id)}, first: 50) { nodes { field from to reason workbook receipt } } }`,
        `{ valuesAtQuarters(id: ${text(id)}, field: "title", last: 4) { value } }`,
      ]),
      ...["contract", "saving", "pipelineItem"].map((name) => {
        const id = { contract: ids.contract, saving: ids.saving, pipelineItem: ids.pipeline_item }[name]!;
        return everythingOf(
          "query",
          schema.getQueryType()!.getFields()[name]!,
          (path) => (path.length === 2 && path[1] === "id" ? text(id) : undefined),
          2,
        );
      }),
      ...kpiDefinitions.map(
        ({ code }) =>
          `{ kpiContributions(kpi: ${text(code)}, force: ${text(force)}, period: "2026-27 Q1", measure: QUARTER, first: 100) { totalCount nodes { reference title } } }`,
      ),
      `{ previewChanges(input: {dataset: CONTRACTS, rows: [{id: ${text(ids.contract)}, version: 1, cells: [{field: "note", value: "x"}]}], deletes: []}) { results { reference status conflicts { base theirs by } errors { message } } } }`,
      publishOf(ids.contract, 1, "changed"),
    ];
  };

  const maySee = (role: Role, own: string, of: string): boolean =>
    ownershipsOf(role, "confidential:read").includes(own === of ? "OWN" : "OTHER");
  const outsiders = everyRole.flatMap((role) =>
    forces.flatMap((own) => forces.filter((of) => !maySee(role, own, of)).map((of) => [role, own, of] as const)),
  );

  test.each(outsiders)(
    "is not in any answer to a %s of %s: that of %s",
    async (role, own, of) => {
      const found: string[] = [];
      for (const question of questions(of)) {
        const answer = await asking(`${role}-${own}`.toLowerCase(), question);
        expect(answer).not.toMatch(
          /Syntax Error|Cannot query field|conflict because|Unknown argument|Expected value|permission denied|row-level|recursion|invalid input/,
        );
        if (answer.toLowerCase().includes(canary(of)))
          found.push(`${question.slice(0, 200)} => ${answer.slice(0, 300)}`);
      }
      expect(found).toEqual([]);
    },
    120_000,
  );

  test.each([
    ["EDITOR", "KENT"],
    ["FINANCE_APPROVER", "KENT"],
    ["HEAD_OF_PROCUREMENT", "ESSEX"],
    ["AUDITOR", "ESSEX"],
  ] as const)(
    "is shown to a %s of KENT who may see it: that of %s",
    async (role, of) => {
      let answers = 0;
      for (const question of questions(of)) {
        if ((await asking(`${role}-kent`.toLowerCase(), question)).includes(canary(of))) answers += 1;
      }
      expect(answers).toBeGreaterThan(20);
    },
    120_000,
  );

  test("is in no file, no error and no line of the log of somebody outside", async () => {
    for (const name of Object.values(rowNames)) {
      for (const subject of ["viewer-kent", "editor-essex", "administrator-kent"]) {
        const response = await fetch(`${server.address}/rows/${name}.csv`, {
          headers: { authorization: await server.authorization(subject) },
        });
        expect(await response.text()).not.toContain(canary("KENT"));
      }
    }
    for (const question of questions("KENT"))
      await server.ask({ query: question, as: "editor-essex", path: "/graphql/bulk" });
    expect(server.log.join("\n").toLowerCase()).not.toContain(canary("KENT"));
  }, 120_000);

  /** The same question of a thing that is hidden and of one that never was; `$id` and `$ref` stand for its names. */
  const alike = [
    ["node", '{ node(id: "$id") { __typename } }'],
    ["contract by id", '{ contract(id: "$id") { title } }'],
    ["contract by reference", '{ contract(reference: "$ref") { title } }'],
    ["its history", '{ history(id: "$id", first: 5) { totalCount } }'],
    ["cells", '{ cells(requests: [{contract: "$ref", field: "title"}]) { value problem { code message } } }'],
    [
      "cells by columns",
      '{ contractCells(references: ["$ref"], fields: ["title"]) { values sources problems { code message suggestion } } }',
    ],
    [
      "an edit",
      'mutation { publishChanges(idempotencyKey: "alike-$id", input: {dataset: CONTRACTS, rows: [{id: "$id", version: 1, cells: [{field: "title", value: "x"}]}]}) { results { reference status version errors { code message suggestion } conflicts { base } } userErrors { message } } }',
    ],
    [
      "a preview",
      '{ previewChanges(input: {dataset: CONTRACTS, deletes: [{id: "$id", version: 1}]}) { results { reference status version errors { code message } } } }',
    ],
    [
      "an amendment",
      'mutation { amendContract(id: "$id", input: {tags: []}) { contract { id } userErrors { code message } } }',
    ],
    [
      "an event",
      'mutation { recordContractEvent(id: "$id", input: {kind: VARIATION, effectiveOn: "2026-11-01"}) { userErrors { code message } } }',
    ],
    [
      "a claim about it",
      'mutation { recordSupplierClaim(input: {force: "ESSEX", supplier: "Boots Ltd", contract: "$ref", direction: BY_SUPPLIER, kind: OTHER, raisedOn: "2026-10-01", raisedValue: "1.00"}) { userErrors { code message suggestion } } }',
    ],
    [
      "a saving on it",
      'mutation { proposeSaving(input: {reference: "NEW", title: "N", leadForce: "ESSEX", contract: "$ref", savingClass: CASHABLE, startsOn: "2026-10-01", endsOn: "2027-09-30"}) { userErrors { code message suggestion } } }',
    ],
  ] as const;
  test.each(alike)("answers alike for what is hidden and what is missing: %s", async (_title, question) => {
    const ask = async (id: string, reference: string) =>
      (await asking("editor-essex", question.replaceAll("$id", id).replaceAll("$ref", reference)))
        .replaceAll(id, "ID")
        .replaceAll(reference, "REFERENCE");
    expect(await ask(hidden.KENT!.contract, `${canary("KENT")} C`)).toBe(await ask("contract_999999", "canarykemt C"));
  });

  test.each([
    [
      "registerContract",
      (reference: string) =>
        `mutation { registerContract(input: {reference: "${reference}", title: "t", leadForce: "ESSEX"}) { userErrors { code message suggestion } } }`,
    ],
    [
      "publishChanges",
      (reference: string) =>
        `mutation { publishChanges(idempotencyKey: "taken-${reference}", input: {dataset: CONTRACTS, inserts: [{clientRowId: "1", cells: [{field: "reference", value: "${reference}"}, {field: "title", value: "t"}, {field: "leadForce", value: "ESSEX"}]}]}) { results { status errors { code message } } } }`,
    ],
  ])("says of a hidden reference no more than that it is taken, as of any other: %s", async (_name, question) => {
    const ask = async (reference: string) =>
      (await asking("editor-essex", question(reference))).replaceAll(reference, "REFERENCE");
    const answer = await ask(`${canary("KENT")} C`);
    expect(answer).toContain("REFERENCE_TAKEN");
    expect(answer).toBe(await ask("OPEN-KENT"));
  });

  test("counts in the totals, whoever asks", async () => {
    const question =
      '{ kpiFigures(where: {codes: ["SAVINGS"], forces: ["KENT"], periods: ["2026-27 Q1"], measures: [QUARTER]}) { nodes { numerator value } } }';
    const expected = await asking("auditor-kent", question);
    expect(expected).toContain('"value":"60');
    for (const role of everyRole.filter((each) => each !== "ADMINISTRATOR")) {
      expect(await asking(`${role}-essex`.toLowerCase(), question)).toBe(expected);
    }
  });
});

describe("who sees a contract, its parts and what is about it", () => {
  let database: TestDatabase;
  const codes = ["KENT", "ESSEX", "SURREY"];
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    database = await aDatabase();
    for (const code of codes) ids[code] = await aForce(database, { code, name: code });
    await database.sql(
      "insert into collaborations (code, name, valid_from) values ('KE', 'Kent and Essex', '2020-01-01')",
    );
    await database.sql(
      "insert into collaboration_members (collaboration_id, force_id, valid_from) select 1, id, '2020-01-01' from forces where code <> 'SURREY'",
    );
    for (const role of everyRole) await aPerson(database, { subject: role, roles: [role], forceCode: "KENT" });
    await aPerson(database, { subject: "COLLABORATION", roles: ["CATEGORY_MANAGER"], collaborationCode: "KE" });
  });
  afterAll(() => database.close());

  const force = fc.constantFrom(...codes, null);
  const shape = fc.record({
    lead: force,
    confidential: fc.boolean(),
    sharers: fc.uniqueArray(fc.constantFrom(...codes), { maxLength: 2 }),
  });

  test.each(Array.from({ length: 10 }, (_each, index) => index + 1))(
    "is the matrix's say after any changes, whoever asks (seed %i)",
    async (seed) => {
      const viewers = await Promise.all(
        [...everyRole, "COLLABORATION"].map(async (subject) => {
          const access = new Access(await peopleIn(new Database(database.orm.em.fork(), SYSTEM)).viewerWith(subject));
          return { subject, access, on: new Database(database.orm.em.fork(), access.session) };
        }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(shape, { minLength: 3, maxLength: 6 }),
          fc.array(shape, { maxLength: 4 }),
          async (first, then) => {
            await database.sql("delete from contract_participants");
            await database.sql("delete from contracts");
            const rows: { id: string; now: (typeof first)[number] }[] = [];
            const share = async (id: string, sharers: readonly string[]) => {
              await database.sql(
                `with gone as (delete from contract_participants where contract_id = $1)
               select 1`,
                [id],
              );
              if (sharers.length > 0) {
                await database.sql(
                  `insert into contract_participants (contract_id, force_id, share_percent, valid_from)
                 select $1, f::bigint, 100.0 / $3::int, '2026-04-01' from unnest($2::text[]) f`,
                  [id, sharers.map((code) => ids[code]), sharers.length],
                );
              }
            };
            for (const now of first) {
              const id = await aContract(database, {
                lead_force_id: now.lead === null ? null : ids[now.lead]!,
                confidential: now.confidential,
              });
              await share(id, now.sharers);
              rows.push({ id, now });
            }
            for (const [index, now] of then.entries()) {
              const row = rows[index % rows.length]!;
              await database.sql("update contracts set lead_force_id = $2, confidential = $3 where id = $1", [
                row.id,
                now.lead === null ? null : ids[now.lead],
                now.confidential,
              ]);
              await share(row.id, now.sharers);
              row.now = now;
            }
            for (const { subject, access, on } of viewers) {
              const reads = access.may("figures:read", null) || access.allowed.includes("figures:read");
              const seen = rows.filter(
                ({ now }) =>
                  reads &&
                  (!now.confidential ||
                    [now.lead, ...now.sharers].some((code) => access.may("confidential:read", code))),
              );
              const listed = await on.rows<{ id: string }>(
                "select id::text as id from contracts order by contracts.id",
              );
              expect([subject, listed.map(({ id }) => id)]).toEqual([subject, seen.map(({ id }) => id)]);
              const parts = await on.rows<{ id: string }>(
                "select distinct contract_id::text as id, contract_id from contract_participants order by contract_id",
              );
              const shared = seen.filter(({ now }) => now.sharers.length > 0);
              expect([subject, parts.map(({ id }) => id)]).toEqual([subject, shared.map(({ id }) => id)]);
            }
          },
        ),
        { seed, numRuns: 3 },
      );
    },
    60_000,
  );
});
