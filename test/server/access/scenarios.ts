import { graphql } from "graphql";
import { type Act, type Ownership } from "../../../server/access/matrix.js";
import { type RequestContext } from "../../../server/context.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { aCategory, aContract, aForce, aPerson, aSaving, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { type TestDatabase } from "../../support/database.js";
import { ask, schema } from "../../support/graph.js";

/** Forces KENT and ESSEX, an authority, a proxy and figures: what the scenarios start from. */
export interface World {
  readonly database: TestDatabase;
  readonly forces: Readonly<Record<string, string>>;
}

/** One thing that somebody does to a row of a force; null for a row of no single force. */
export interface Scenario {
  readonly title: string;
  readonly act: Act;
  /** How it is refused to those whom it is not for: with one of these codes. NOT_ALLOWED unless said. */
  readonly refusedAs?: readonly string[];
  /** On whose rows it can be tried. */
  readonly on: readonly Ownership[];
  /** Makes fresh rows and gives the mutation. */
  readonly mutation: (world: World, force: string | null) => Promise<string>;
}

/** A database's world, to be changed by scenarios. */
export async function aWorld(database: TestDatabase): Promise<World> {
  const forces = {
    KENT: await aForce(database, { code: "KENT", name: "Kent" }),
    ESSEX: await aForce(database, { code: "ESSEX", name: "Essex" }),
  };
  await database.sql("insert into authorities (name) values ('Commissioner')");
  await database.sql("insert into collaborations (code, name, valid_from) values ('BOTH', 'Both', '2020-01-01')");
  await database.sql(
    "insert into collaboration_members (collaboration_id, force_id, valid_from) select 1, id, '2020-01-01' from forces",
  );
  await database.sql(
    `insert into social_value_proxies (code, name, unit, value_per_unit, valid_from) values ('JOBS', 'Jobs', 'job', 10, '2020-04-01')`,
  );
  await database.sql(
    "insert into spend_lines (force_id, posted_on, supplier_text, net_amount) select id, '2026-05-01', 'S', 9 from forces",
  );
  const system = new Database(database.orm.em.fork(), SYSTEM);
  await syncDefinitions(system);
  await system.transaction((transaction) => refreshFigures(transaction));
  return { database, forces };
}

/** Tells what a database holds now: a fingerprint of each table. */
export async function snapshotsOf(database: TestDatabase): Promise<() => Promise<Record<string, string>>> {
  const tables = await database.sql(
    "select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
  );
  const contents = tables
    .map(
      ({ name }) =>
        `select '${name as string}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${name as string} t`,
    )
    .join(" union all ");
  return async () =>
    Object.fromEntries((await database.sql(contents)).map(({ name, hash }) => [name as string, hash as string]));
}

/** The codes of everything that was wrong with a mutation; a message for what has no code. Empty when it was done. */
export async function problemsOf(context: RequestContext, source: string): Promise<string[]> {
  const { data, errors } = await graphql({ schema, source, contextValue: context });
  return [
    ...(errors ?? []).map(
      ({ originalError, message }) => (originalError as { code?: string } | undefined)?.code ?? message,
    ),
    ...[...JSON.stringify(data ?? null).matchAll(/"code":"(\w+)"/g)].map(([, code]) => code as string),
  ];
}

let made = 0;
const next = (): number => (made += 1);
const text = (value: unknown): string => JSON.stringify(value);
const mutation = (call: string, selection = "userErrors { code message }"): string =>
  `mutation { ${call} { ${selection} } }`;
const published = "results { status errors { code message } } userErrors { code message }";

const OF_A_FORCE = ["OWN", "OTHER"] as const;
const OF_ANY = ["OWN", "SHARED", "OTHER"] as const;
const OF_NONE = ["SHARED"] as const;

const idOf = ({ forces }: World, force: string | null): string | null =>
  force === null ? null : (forces[force] ?? null);
const contractOf = (world: World, force: string | null, columns = {}): Promise<string> =>
  aContract(world.database, {
    lead_force_id: idOf(world, force),
    starts_on: "2025-04-01",
    initial_ends_on: "2027-03-31",
    annual_value: 1000,
    ...columns,
  });
async function savingOf(world: World, force: string | null, columns = {}): Promise<string> {
  const id = await aSaving(world.database, {
    lead_force_id: idOf(world, force),
    saving_class: "COST_AVOIDANCE",
    baseline_value: 100,
    new_value: 50,
    stage: "SECURED",
    ...columns,
  });
  await world.database.sql(
    "insert into saving_shares (saving_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')",
    [id, idOf(world, force)],
  );
  return id;
}
const one = async (world: World, statement: string, parameters: unknown[] = []): Promise<string> =>
  (await world.database.sql(statement, parameters))[0]?.id as string;
const itemOf = (world: World, force: string | null): Promise<string> =>
  one(
    world,
    "insert into pipeline_items (title, lead_force_id, stage) values ('Boots', $1, 'PLANNED') returning id::text",
    [idOf(world, force)],
  );
const publish = (dataset: string, changes: string): string =>
  mutation(`publishChanges(idempotencyKey: "scenario-${next()}", input: {dataset: ${dataset}, ${changes}})`, published);
const edit = (dataset: string, id: string, cells: Record<string, unknown>): string =>
  publish(
    dataset,
    `rows: [{id: ${text(id)}, version: 1, cells: [${Object.entries(cells)
      .map(([field, value]) => `{field: ${text(field)}, value: ${text(value)}}`)
      .join(", ")}]}]`,
  );

const figures = (title: string, on: readonly Ownership[], make: Scenario["mutation"]): Scenario => ({
  title,
  act: "figures:write",
  on,
  mutation: make,
});
const of = (act: Act, title: string, on: readonly Ownership[], make: Scenario["mutation"]): Scenario => ({
  title,
  act,
  on,
  mutation: make,
});

export const scenarios: readonly Scenario[] = [
  // Contracts.
  figures("register a contract", OF_ANY, async (_world, force) =>
    mutation(`registerContract(input: {reference: "N-${next()}", title: "New", leadForce: ${text(force)}})`),
  ),
  figures("amend a contract", OF_ANY, async (world, force) =>
    mutation(
      `amendContract(id: "contract_${await contractOf(world, force)}", input: {tags: [{scheme: OTHER, tag: "t${next()}"}]})`,
    ),
  ),
  figures("record what happened to a contract", OF_ANY, async (world, force) =>
    mutation(
      `recordContractEvent(id: "contract_${await contractOf(world, force)}", input: {kind: PRICE_CHANGE, effectiveOn: "2026-10-01", annualValue: "7.00"})`,
    ),
  ),
  ...(["exercise", "decline"] as const).map((decision) =>
    figures(`${decision} an extension`, OF_ANY, async (world, force) => {
      const id = await contractOf(world, force);
      await world.database.sql(
        "insert into contract_extension_options (contract_id, sequence, months) values ($1, 1, 12)",
        [id],
      );
      return mutation(`${decision}Extension(id: "contract_${id}", input: {option: 1, on: "2026-11-20"})`);
    }),
  ),
  // The pipeline.
  figures("plan a purchase", OF_ANY, async (_world, force) =>
    mutation(`planPurchase(input: {title: "Plan ${next()}", leadForce: ${text(force)}})`),
  ),
  figures("say whom a planned purchase is for", OF_ANY, async (world, force) =>
    mutation(
      `setPipelineForces(id: "pipeline_item_${await itemOf(world, force)}", input: {forces: ["KENT", "ESSEX"], collaborationLevel: SUB_REGIONAL})`,
    ),
  ),
  figures("move a planned purchase on", OF_ANY, async (world, force) =>
    mutation(`setPipelineStage(id: "pipeline_item_${await itemOf(world, force)}", stage: TENDER)`),
  ),
  figures("record an engagement", OF_ANY, async (world, force) =>
    mutation(
      `recordEngagement(id: "pipeline_item_${await itemOf(world, force)}", input: {heldOn: "2026-11-01", kind: MEETING, title: "Talk"})`,
    ),
  ),
  figures("award a planned purchase", OF_ANY, async (world, force) => {
    const name = `Winner ${next()}`;
    await aSupplier(world.database, { name });
    return mutation(
      `awardPipelineItem(id: "pipeline_item_${await itemOf(world, force)}", input: {reference: "AW-${next()}", supplier: ${text(name)}, awardedOn: "2026-11-01", startsOn: "2026-12-01"})`,
    );
  }),
  // Savings.
  figures("propose a saving", OF_A_FORCE, async (_world, force) =>
    mutation(
      `proposeSaving(input: {reference: "PS-${next()}", title: "Saved", leadForce: ${text(force)}, savingClass: COST_AVOIDANCE, baselineValue: "10.00", newValue: "4.00", startsOn: "2026-10-01", endsOn: "2027-09-30"})`,
    ),
  ),
  figures("add evidence", OF_A_FORCE, async (world, force) =>
    mutation(
      `addSavingEvidence(input: {saving: "saving_${await savingOf(world, force)}", kind: OTHER, title: "A paper"})`,
    ),
  ),
  figures("move a saving to another stage", OF_A_FORCE, async (world, force) =>
    mutation(
      `moveSavingStage(input: {saving: "saving_${await savingOf(world, force, { stage: "IDEA" })}", version: 1, stage: PIPELINE})`,
    ),
  ),
  figures("share a saving out anew", OF_A_FORCE, async (world, force) =>
    mutation(
      `apportionSaving(input: {saving: "saving_${await savingOf(world, force, { stage: "PIPELINE" })}", version: 1, shares: [{force: "KENT", sharePercent: "40.00"}, {force: "ESSEX", sharePercent: "60.00"}]})`,
    ),
  ),
  figures("phase a saving", OF_A_FORCE, async (world, force) =>
    mutation(
      `phaseSaving(input: {saving: "saving_${await savingOf(world, force, { stage: "PIPELINE" })}", version: 1, baselineValue: "10.00", newValue: "4.00", phases: [{period: "2026-27 Q3", amount: "6.00"}]})`,
    ),
  ),
  figures("withdraw a saving", OF_A_FORCE, async (world, force) =>
    mutation(
      `withdrawSaving(input: {saving: "saving_${await savingOf(world, force, { stage: "IDEA" })}", version: 1, reason: "A mistake"})`,
    ),
  ),
  ...(
    [
      ["BUDGET_HOLDER", "savings:approve"],
      ["FORCE_FINANCE", "savings:approve"],
      ["HEAD_OF_PROCUREMENT", "savings:endorse"],
    ] as const
  ).map(([role, act]) =>
    of(act, `sign a saving off as ${role}`, OF_A_FORCE, async (world, force) =>
      mutation(
        `signOffSaving(input: {saving: "saving_${await savingOf(world, force)}", version: 1, role: ${role}, decision: APPROVED})`,
      ),
    ),
  ),
  of("savings:approve", "refuse a saving that counts", OF_A_FORCE, async (world, force) =>
    mutation(
      `signOffSaving(input: {saving: "saving_${await savingOf(world, force, { stage: "VALIDATED" })}", version: 1, role: FORCE_FINANCE, decision: REJECTED, comment: "No budget"})`,
    ),
  ),
  // What belongs to one force.
  figures("record a claim", OF_A_FORCE, async (world, force) => {
    const name = `Claimant ${next()}`;
    await aSupplier(world.database, { name });
    return mutation(
      `recordSupplierClaim(input: {force: ${text(force)}, supplier: ${text(name)}, direction: AGAINST_SUPPLIER, kind: REBATE, raisedOn: "2026-10-01", raisedValue: "5.00"})`,
    );
  }),
  figures("ask for a waiver", OF_A_FORCE, async (_world, force) =>
    mutation(
      `requestWaiver(input: {force: ${text(force)}, title: "Boots", kind: OTHER, legalGround: NONE, value: "5.00", justification: "Few makers", requesterRole: "Buyer"})`,
    ),
  ),
  of("waivers:decide", "decide a waiver", OF_A_FORCE, async (world, force) => {
    const person = await aPerson(world.database, { subject: "asks-for-waivers", roles: [] });
    const id = await one(
      world,
      `insert into waivers (force_id, title, kind, legal_ground, value, justification, requester_role, requested_on, requested_by_id)
       values ($1, 'Boots', 'OTHER', 'NONE', 5, 'Few makers', 'Buyer', '2026-10-01', $2) returning id::text`,
      [idOf(world, force), person],
    );
    return mutation(
      `decideWaiver(id: "waiver_${id}", input: {decision: APPROVED, compliance: COMPLIANT, reason: "Agreed"})`,
    );
  }),
  figures("commit social value", OF_A_FORCE, async (world, force) => {
    await contractOf(world, force, { reference: `SVC-${next()}` });
    return mutation(
      `commitSocialValue(input: {contract: "SVC-${made}", force: ${text(force)}, title: "Jobs", proxyCode: "JOBS", quantity: "2.000", dueOn: "2027-03-31"})`,
    );
  }),
  figures("record a delivery of social value", OF_A_FORCE, async (world, force) => {
    const id = await one(
      world,
      `insert into social_value_commitments (force_id, contract_id, title, proxy_code, quantity, due_on)
       values ($1, $2, 'Jobs', 'JOBS', 5, '2027-03-31') returning id::text`,
      [idOf(world, force), await contractOf(world, force)],
    );
    return mutation(
      `recordSocialValueDelivery(commitment: "social_value_commitment_${id}", input: {deliveredOn: "2026-10-01", quantity: "1.000", evidence: "Letter"})`,
    );
  }),
  figures("confirm a match of spend", OF_A_FORCE, async (world, force) => {
    const supplier = await aSupplier(world.database);
    await contractOf(world, force, { reference: `SM-${next()}`, supplier_id: supplier });
    const line = await one(
      world,
      "insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount) values ($1, '2026-05-01', 'S', $2, 9) returning id::text",
      [idOf(world, force), supplier],
    );
    return mutation(`confirmSpendMatch(input: {spendLine: "spend_line_${line}", contract: "SM-${made}"})`);
  }),
  // Publishing.
  figures("publish a cell of a contract", OF_ANY, async (world, force) =>
    edit("CONTRACTS", `contract_${await contractOf(world, force)}`, { title: "Other" }),
  ),
  figures("publish a contract as confidential", OF_ANY, async (world, force) =>
    edit("CONTRACTS", `contract_${await contractOf(world, force)}`, { confidential: true }),
  ),
  figures("publish a new contract", OF_ANY, async (_world, force) =>
    publish(
      "CONTRACTS",
      `inserts: [{clientRowId: "1", cells: [{field: "reference", value: "PN-${next()}"}, {field: "title", value: "New"}${force === null ? "" : `, {field: "leadForce", value: ${text(force)}}`}]}]`,
    ),
  ),
  figures("publish that a contract is gone", OF_ANY, async (world, force) =>
    publish("CONTRACTS", `deletes: [{id: "contract_${await contractOf(world, force)}", version: 1}]`),
  ),
  figures("publish a cell of a planned purchase", OF_ANY, async (world, force) =>
    edit("PIPELINE", `pipeline_item_${await itemOf(world, force)}`, { title: "Other" }),
  ),
  figures("publish a cell of a saving", OF_A_FORCE, async (world, force) =>
    edit("SAVINGS", `saving_${await savingOf(world, force)}`, { title: "Other" }),
  ),
  of("savings:approve", "publish a saving's budget code", OF_A_FORCE, async (world, force) =>
    edit("SAVINGS", `saving_${await savingOf(world, force)}`, { budgetCode: "B1" }),
  ),
  {
    act: "publishes:undo",
    title: "take back what a colleague published",
    // Of a publish that is not theirs they are told no more than of one that there is not.
    refusedAs: ["NOT_ALLOWED", "UNKNOWN_RECEIPT"],
    on: OF_ANY,
    mutation: async (world, force) => {
      const id = `contract_${await contractOf(world, force)}`;
      const colleague = await aContext(world.database, { role: "HEAD_OF_PROCUREMENT", subject: "publishes" });
      const { publishChanges } = await ask<{ publishChanges: { receipt: string } }>(
        colleague,
        edit("CONTRACTS", id, { title: "Other" }).replace("results {", "receipt results {"),
      );
      return mutation(
        `undoPublish(receipt: ${text(publishChanges.receipt)}, idempotencyKey: "scenario-${next()}")`,
        published,
      );
    },
  },
  of("suppliers:write", "publish a cell of a supplier", OF_NONE, async (world) =>
    edit("SUPPLIERS", `supplier_${await aSupplier(world.database)}`, { isSme: true }),
  ),
  // Files.
  of("imports:run", "import a register", OF_A_FORCE, async (_world, force) => {
    const csv = `Contract reference,Title,Supplier,Lead force,Start date,End date\nIM-${next()},Imported,Maker ${made} Ltd,${force},01/04/2025,31/03/2027\n`;
    return mutation(
      `importContracts(input: {fileName: "register.csv", content: ${text(Buffer.from(csv).toString("base64"))}})`,
      "created refused problems { code reason }",
    );
  }),
  of("imports:run", "load spend", OF_A_FORCE, async (_world, force) => {
    const csv = `Supplier name,Date,Amount,Transaction number\nPaid ${next()} Ltd,01/06/2026,12.50,T${made}\n`;
    return mutation(
      `loadSpend(input: {force: ${text(force)}, fileName: "spend.csv", content: ${text(Buffer.from(csv).toString("base64"))}})`,
      "applied refused",
    );
  }),
  // Suppliers.
  of("suppliers:write", "confirm a supplier's other name", OF_NONE, async (world) =>
    mutation(`confirmSupplierMatch(supplier: "supplier_${await aSupplier(world.database)}", name: "Alias ${next()}")`),
  ),
  of("suppliers:write", "reject a supplier's other name", OF_NONE, async (world) =>
    mutation(
      `rejectSupplierMatch(supplier: "supplier_${await aSupplier(world.database)}", name: "No alias ${next()}")`,
    ),
  ),
  of("suppliers:write", "set a supplier's address", OF_NONE, async (world) =>
    mutation(
      `setSupplierAddress(supplier: "supplier_${await aSupplier(world.database)}", basis: REGISTERED, address: "1 High Street", postcode: "ME1 1AA")`,
    ),
  ),
  of("suppliers:merge", "merge suppliers", OF_NONE, async (world) => {
    const [kept, absorbed] = [await aSupplier(world.database), await aSupplier(world.database)];
    await contractOf(world, "ESSEX", { supplier_id: absorbed });
    return mutation(`mergeSuppliers(kept: "supplier_${kept}", absorbed: "supplier_${absorbed}")`);
  }),
  of("suppliers:merge", "take a merge back", OF_NONE, async (world) => {
    const [kept, absorbed] = [await aSupplier(world.database), await aSupplier(world.database)];
    await world.database.sql("update suppliers set merged_into_id = $1 where id = $2", [kept, absorbed]);
    await world.database.sql(
      `insert into supplier_merges (kept_id, absorbed_id, moved)
       values ($1, $2, '{"places": {}, "pairs": {}, "aliases": [], "ownNameAdded": false}')`,
      [kept, absorbed],
    );
    return mutation(`unmergeSuppliers(absorbed: "supplier_${absorbed}")`);
  }),
  // Targets, thresholds, boundaries, rates.
  of("targets:write", "set a target", OF_A_FORCE, async (_world, force) =>
    mutation(
      `setKpiTarget(input: {kpi: "SAVINGS", force: ${text(force)}, financialYear: "2026-27", target: "${1000 + next()}"})`,
    ),
  ),
  of("targets:write", "set a collaboration's target", OF_NONE, async () =>
    mutation(
      `setKpiTarget(input: {kpi: "SAVINGS", collaboration: "BOTH", financialYear: "2026-27", target: "${1000 + next()}"})`,
    ),
  ),
  of("targets:write", "choose a figure's colour", OF_A_FORCE, async (world, force) => {
    const id = await one(world, "select id::text from kpi_figures where force_id = $1 order by id limit 1", [
      idOf(world, force),
    ]);
    return mutation(`overrideKpiRag(id: "kpi_figure_${id}", input: {rag: AMBER, reason: "Because ${next()}"})`);
  }),
  of("targets:write", "load values of social value", OF_NONE, async () =>
    mutation(
      `loadSocialValueProxies(proxies: [{code: "P${next()}", name: "P", unit: "job", valuePerUnit: "1.00", validFrom: "2026-04-01"}])`,
    ),
  ),
  of("targets:write", "say what an authority expects to pay", OF_NONE, async () =>
    mutation(
      `setAuthorityPayment(input: {authority: "Commissioner", financialYear: "2026-27", expectedGross: "${next()}.00"})`,
    ),
  ),
  of("targets:write", "set a legal threshold", OF_NONE, async () =>
    mutation(
      `setProcurementThreshold(input: {code: "PAYMENT_NOTICE", amount: "${31000 + next()}.00", validFrom: "2027-0${1 + (made % 9)}-01", reason: "Law"})`,
    ),
  ),
  of("targets:write", "set a rate of aggregation", OF_NONE, async () =>
    mutation(
      `setAggregationRate(input: {ratePercent: "${1 + (next() % 9)}.00", validFrom: "${2027 + made}-01-01", source: "Study"})`,
    ),
  ),
  of("targets:write", "end a rate of aggregation", OF_NONE, async (world) => {
    const category = await aCategory(world.database, { code: `RATED-${next()}` });
    await world.database.sql(
      "insert into aggregation_rates (category_id, rate_percent, valid_from, source) values ($1, 3, '2026-01-01', 'Study')",
      [category],
    );
    return mutation(`endAggregationRate(input: {category: "RATED-${made}", validTo: "2026-12-31"})`);
  }),
  of("targets:write", "save an area", OF_NONE, async () =>
    mutation(
      `saveArea(input: {code: "AREA_${next()}", name: "Area ${made}", kind: REGION, postcodes: ["ZE${made % 9}"]})`,
    ),
  ),
  of("targets:write", "put a force into an area", OF_A_FORCE, async (world, force) => {
    await world.database.sql("delete from force_areas");
    return mutation(`setForceAreas(input: {force: ${text(force)}, county: "KENT", region: "SOUTH_EAST"})`);
  }),
  of("targets:write", "add a rule about spend", ["OWN", "SHARED", "OTHER"], async (_world, force) =>
    mutation(
      `addInfluenceableRule(input: {force: ${text(force)}, kind: GRANT, subject: CATEGORY, pattern: "%grant ${next()}%", reason: "A grant"})`,
    ),
  ),
  of("targets:write", "end a rule about spend", OF_ANY, async (world, force) => {
    const id = await one(
      world,
      `insert into spend_exclusion_rules (force_id, kind, subject, pattern, reason)
       values ($1, 'GRANT', 'CATEGORY', $2, 'r') returning id::text`,
      [idOf(world, force), `%ended ${next()}%`],
    );
    return mutation(`endInfluenceableRule(input: {rule: "influenceable_rule_${id}", validTo: "2026-12-31"})`);
  }),
  of("targets:write", "set a spend threshold", OF_ANY, async (_world, force) =>
    mutation(
      `setSpendThreshold(input: {force: ${text(force)}, kind: CONTRACT_NEEDED, amount: "${5000 + next()}.00", validFrom: "${2100 + made}-01-01", source: "Orders"})`,
    ),
  ),
  of("targets:write", "end a spend threshold", OF_ANY, async (world, force) => {
    // There is a general one from the beginning.
    if (force !== null) {
      await world.database.sql(
        `insert into spend_thresholds (force_id, kind, amount, valid_from, source)
         values ($1, 'PROCUREMENT_HANDLES', 5000, '2020-04-01', 'Orders')`,
        [idOf(world, force)],
      );
    }
    return mutation(
      `endSpendThreshold(input: {force: ${text(force)}, kind: PROCUREMENT_HANDLES, validTo: "2026-12-31"})`,
    );
  }),
  // Who is whom.
  of("organisations:write", "add a force", OF_NONE, async () =>
    mutation(
      `addForce(input: {code: "NEW_${next()}", name: "New force ${made}", validFrom: "2026-04-01", collaborations: ["BOTH"]})`,
    ),
  ),
  of("organisations:write", "add a collaboration", OF_NONE, async () =>
    mutation(
      `addCollaboration(input: {code: "PART_${next()}", name: "Part ${made}", parent: "BOTH", validFrom: "2026-04-01"})`,
    ),
  ),
  of("organisations:write", "let a force join a collaboration", OF_NONE, async (world) => {
    await world.database.sql("insert into collaborations (code, name, valid_from) values ($1, $1, '2020-01-01')", [
      `JOINED_${next()}`,
    ]);
    return mutation(
      `setCollaborationMember(input: {collaboration: "JOINED_${made}", force: "KENT", validFrom: "2026-04-01"})`,
    );
  }),
  of("organisations:write", "add an authority", OF_NONE, async () =>
    mutation(`addAuthority(input: {name: "Chief Constable ${next()}", kind: CHIEF_CONSTABLE, force: "KENT"})`),
  ),
  of("organisations:write", "record a merger of forces", OF_NONE, async (world) => {
    const code = `OLD_${"ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(next() % 26)}${"ABCDEFGHIJ".charAt(made % 10)}`;
    await world.database.sql(
      "insert into forces (code, name, valid_from) values ($1, $1, '2000-04-01') on conflict do nothing",
      [code],
    );
    return mutation(`succeedForce(input: {forces: [${text(code)}], on: "2027-04-01", successor: {code: "KENT"}})`);
  }),
  of("organisations:write", "record who takes an authority's place", OF_NONE, async (world) => {
    await world.database.sql("insert into authorities (name) values ($1)", [`Old authority ${next()}`]);
    return mutation(
      `succeedAuthority(input: {authorities: ["Old authority ${made}"], on: "2027-04-01", successor: {name: "New authority ${made}"}})`,
    );
  }),
  of("organisations:write", "add an authority's other name", OF_NONE, async () =>
    mutation(`addAuthorityAlias(authority: "Commissioner", alias: "The commissioner ${next()}")`),
  ),
  // People.
  of("people:write", "add somebody", OF_A_FORCE, async (_world, force) =>
    mutation(`addPerson(input: {displayName: "Person ${next()}", force: ${text(force)}})`),
  ),
  of("people:write", "link an account", OF_NONE, async (world) => {
    const id = await aPerson(world.database, { subject: `linked-${next()}`, roles: [] });
    return mutation(
      `linkAccount(input: {person: "person_${id}", issuer: "https://issuer.example", subject: "account ${made}"})`,
    );
  }),
  of("people:write", "unlink an account", OF_A_FORCE, async (world, force) => {
    const person = await aPerson(world.database, { subject: `left-${next()}`, roles: ["EDITOR"], forceCode: force });
    await world.database.sql(
      "insert into person_identities (person_id, issuer, subject) values ($1, 'https://issuer.example', $2)",
      [person, `left ${made}`],
    );
    return mutation(
      `unlinkAccount(input: {person: "person_${person}", issuer: "https://issuer.example", subject: "left ${made}"})`,
    );
  }),
  of("people:write", "link an account to somebody with a role", OF_A_FORCE, async (world, force) => {
    const id = await aPerson(world.database, { subject: `joined-${next()}`, roles: ["EDITOR"], forceCode: force });
    return mutation(
      `linkAccount(input: {person: "person_${id}", issuer: "https://issuer.example", subject: "joined ${made}"})`,
    );
  }),
  of("people:write", "grant a membership", OF_A_FORCE, async (world, force) => {
    const id = await aPerson(world.database, { subject: `granted-${next()}`, roles: [] });
    return mutation(`grantMembership(input: {person: "person_${id}", role: VIEWER, force: ${text(force)}})`);
  }),
  of("people:write", "end a membership", OF_A_FORCE, async (world, force) => {
    const person = await aPerson(world.database, { subject: `ended-${next()}`, roles: ["EDITOR"], forceCode: force });
    const id = await one(world, "select id::text from memberships where person_id = $1", [person]);
    return mutation(`endMembership(id: "membership_${id}")`);
  }),
  of("people:write", "erase somebody", OF_A_FORCE, async (world, force) => {
    const id = await aPerson(world.database, { subject: `erased-${next()}`, roles: ["VIEWER"], forceCode: force });
    return mutation(`erasePerson(person: "person_${id}", reason: "Asked to be forgotten")`);
  }),
];
