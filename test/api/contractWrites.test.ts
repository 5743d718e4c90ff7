import { type RequestContext } from "../../server/context.js";
import { aCategory, aContract, aForce, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface Payload {
  contract: Record<string, unknown> | null;
  userErrors: { code: string; field: string[]; message: string; suggestion: string | null }[];
}

describe("acts on contracts", () => {
  let database: TestDatabase;
  const editor = (today = "2026-11-22"): Promise<RequestContext> =>
    aContext(database, { today, displayName: "A manager" });

  beforeAll(async () => {
    database = await aDatabase();
    await aForce(database, { code: "KENT", name: "Kent Police" });
    await aForce(database, { code: "ESSEX", name: "Essex Police" });
    await aSupplier(database, { name: "Alder Ltd" });
    await aSupplier(database, { name: "Birch plc" });
    await aSupplier(database, { name: "Cedar" });
    await aCategory(database, { code: "V1", name: "Vans" });
    await database.sql(
      `insert into authorities (name, kind) values ('Police and Crime Commissioner for Kent', 'PCC'), ('Police, Fire and Crime Commissioner for Essex', 'PFCC')`,
    );
    await aContract(database, { reference: "FW-1", title: "Framework" });
  });
  afterAll(() => database.close());

  const shown = `id reference title version status annualValue terminatedOn currentEndsOn maximumEndsOn supplier { name }
    furtherSuppliers { name } authority { name } furtherBuyers { name } leadForce { code } category { name }
    framework { reference } frameworkReference isCallOff tier risk livingWage carbonSavedTonnes serviceLine
    centralisationPlannedOn centralisedOn
    lots { number title value supplier { name } furtherSuppliers { name } forces { code } }
    participants { force { code } sharePercent validFrom validTo }
    extensionOptions { sequence months latestNoticeOn state }
    values { kind asAt net gross vatBasis source } references { sourceSystem reference isAlias } tags { scheme tag }
    events { kind effectiveOn note recordedBy changes { field before after } oldSupplier { name } newSupplier { name } }`;
  const errors = `userErrors { code field message suggestion }`;
  const register = async (input: object, ctx?: RequestContext): Promise<Payload> =>
    (
      await ask<{ registerContract: Payload }>(
        ctx ?? (await editor()),
        `mutation ($input: RegisterContractInput!) { registerContract(input: $input) { contract { ${shown} } ${errors} } }`,
        { input },
      )
    ).registerContract;
  const act = async (
    name: string,
    type: string,
    id: string,
    input: object,
    today?: string,
    version: number | null = null,
  ): Promise<Payload> =>
    (
      await ask<Record<string, Payload>>(
        await editor(today),
        `mutation ($id: ID!, $version: Int, $input: ${type}!) { act: ${name}(id: $id, version: $version, input: $input) {
          contract { ${shown} } ${errors} } }`,
        { id, version, input },
      )
    ).act!;
  const event = (id: string, input: object, today?: string) =>
    act("recordContractEvent", "ContractEventInput", id, input, today);
  const made = async (reference: string, more: object = {}): Promise<{ id: string; version: number }> => {
    const { contract, userErrors } = await register({
      reference,
      title: `Contract ${reference}`,
      supplier: "Alder",
      startsOn: "2025-04-01",
      initialEndsOn: "2027-03-31",
      annualValue: "1000",
      ...more,
    });
    expect(userErrors).toEqual([]);
    return contract as { id: string; version: number };
  };
  const audit = (reference: string) =>
    database.sql(
      `select action, field, old_value as before, new_value as after, p.display_name as by from audit_entries a
       join people p on p.id = a.person_id where dataset = 'CONTRACTS' and row_reference = $1 order by a.id`,
      [reference],
    );

  test("register a contract with all its parts, found by any spelling of its names", async () => {
    const { contract, userErrors } = await register({
      reference: " C-1 ",
      title: "Vans",
      supplier: "ALDER LIMITED",
      furtherSuppliers: ["Birch"],
      category: "V1",
      authority: "Kent PCC",
      furtherBuyers: ["PFCC for Essex"],
      leadForce: "kent",
      collaborationLevel: "SUB_REGIONAL",
      awardedOn: "2026-02-01",
      startsOn: "2026-04-01",
      initialEndsOn: "2028-03-31",
      annualValue: "120000.5",
      framework: "fw-1",
      frameworkReference: "RM6098",
      isCallOff: true,
      tier: "GOLD",
      risk: "HIGH",
      livingWage: true,
      carbonSavedTonnes: "12.5",
      serviceLine: "Fleet",
      centralisationPlannedOn: "2026-06-01",
      lots: [
        { number: 1, title: "Small", suppliers: ["Alder", "Cedar"], forces: ["KENT"], value: "100" },
        { number: 2, title: "Large", suppliers: ["Birch plc"], forces: ["KENT", "ESSEX"] },
      ],
      shares: [
        { force: "KENT", sharePercent: "100", validFrom: "2026-04-01", validTo: "2026-12-31" },
        { force: "KENT", sharePercent: "60", validFrom: "2027-01-01" },
        { force: "ESSEX", sharePercent: "40", validFrom: "2027-01-01" },
      ],
      extensionOptions: [{ months: 12, latestNoticeOn: "2027-12-31" }, { months: 6 }],
      values: [
        { kind: "ESTIMATE", asAt: "2025-10-01", net: "200000", source: "UK4" },
        { kind: "AWARD", asAt: "2026-02-01", net: "240001", gross: "288001.2", vatBasis: "GROSS" },
      ],
      references: [
        { sourceSystem: "Atamis", reference: "A-77" },
        { sourceSystem: "Atamis", reference: "A-12", isAlias: true },
      ],
      tags: [{ scheme: "POLICE_AND_CRIME_PLAN", tag: "Safer roads" }],
    });
    expect(userErrors).toEqual([]);
    expect(contract).toMatchObject({
      reference: "C-1",
      status: "LIVE",
      annualValue: "120000.50",
      currentEndsOn: "2028-03-31",
      maximumEndsOn: "2029-09-30",
      supplier: { name: "Alder Ltd" },
      furtherSuppliers: [{ name: "Birch plc" }],
      authority: { name: "Police and Crime Commissioner for Kent" },
      furtherBuyers: [{ name: "Police, Fire and Crime Commissioner for Essex" }],
      leadForce: { code: "KENT" },
      category: { name: "Vans" },
      framework: { reference: "FW-1" },
      frameworkReference: "RM6098",
      isCallOff: true,
      tier: "GOLD",
      risk: "HIGH",
      livingWage: true,
      carbonSavedTonnes: "12.500",
      serviceLine: "Fleet",
      centralisationPlannedOn: "2026-06-01",
      centralisedOn: null,
      lots: [
        {
          number: 1,
          title: "Small",
          value: "100.00",
          supplier: { name: "Alder Ltd" },
          furtherSuppliers: [{ name: "Cedar" }],
          forces: [{ code: "KENT" }],
        },
        {
          number: 2,
          title: "Large",
          value: null,
          supplier: { name: "Birch plc" },
          furtherSuppliers: [],
          forces: [{ code: "ESSEX" }, { code: "KENT" }],
        },
      ],
      participants: [
        { force: { code: "KENT" }, sharePercent: "100.00", validFrom: "2026-04-01", validTo: "2026-12-31" },
        { force: { code: "ESSEX" }, sharePercent: "40.00", validFrom: "2027-01-01", validTo: null },
        { force: { code: "KENT" }, sharePercent: "60.00", validFrom: "2027-01-01", validTo: null },
      ],
      extensionOptions: [
        { sequence: 1, months: 12, latestNoticeOn: "2027-12-31", state: "AVAILABLE" },
        { sequence: 2, months: 6, latestNoticeOn: null, state: "AVAILABLE" },
      ],
      values: [
        { kind: "AWARD", asAt: "2026-02-01", net: "240001.00", gross: "288001.20", vatBasis: "GROSS", source: null },
        { kind: "ESTIMATE", asAt: "2025-10-01", net: "200000.00", gross: null, vatBasis: "NET", source: "UK4" },
      ],
      references: [
        { sourceSystem: "Atamis", reference: "A-77", isAlias: false },
        { sourceSystem: "Atamis", reference: "A-12", isAlias: true },
      ],
      tags: [{ scheme: "POLICE_AND_CRIME_PLAN", tag: "Safer roads" }],
      events: [],
    });
    expect((await audit("C-1")).map(({ action, field }) => `${String(action)} ${String(field)}`)).toContain(
      "CREATED shares",
    );
    const { contracts } = await ask<{ contracts: { nodes: { reference: string }[] } }>(
      await editor(),
      `{ contracts(where: { buyerName: { contains: "essex" }, tag: { equals: "safer roads" }, tier: { in: [GOLD] },
          risk: { in: [HIGH] }, otherReference: { equals: "a-12" }, isCallOff: true, livingWage: { equals: true },
          serviceLine: { equals: "fleet" } }) { nodes { reference } } }`,
    );
    expect(contracts.nodes).toEqual([{ reference: "C-1" }]);
  });

  test("cannot be told a status: there is nothing to type it into", async () => {
    await expect(register({ reference: "C-S", title: "x", status: "LIVE" })).rejects.toThrow(/"status" is not defined/);
  });

  test("are not LOCAL for several forces at one time, new or amended", async () => {
    const share = (force: string, sharePercent: string, validFrom: string, validTo: string | null = null) => ({
      force,
      sharePercent,
      validFrom,
      validTo,
    });
    const shared = [share("KENT", "60", "2026-04-01"), share("essex", "40", "2026-04-01")];
    const plain = { title: "Shared", leadForce: "KENT", startsOn: "2026-04-01" };
    expect((await register({ ...plain, reference: "C-LOCAL", shares: shared })).userErrors[0]).toMatchObject({
      code: "NOT_LOCAL",
      field: ["collaborationLevel"],
      message: expect.stringContaining("C-LOCAL is for 2 forces at one time, so it is not LOCAL") as string,
    });
    const oneByOne = [share("KENT", "100", "2026-04-01", "2026-06-30"), share("ESSEX", "100", "2026-07-01")];
    const { contract } = await register({ ...plain, reference: "C-LOCAL", shares: oneByOne });
    const id = String(contract?.["id"]);
    expect((await act("amendContract", "ContractPartsInput", id, { shares: shared })).userErrors[0]).toMatchObject({
      code: "NOT_LOCAL",
      field: ["shares"],
    });
  });

  test("report everything that is wrong with a new contract at once, and keep nothing", async () => {
    const { contract, userErrors } = await register({
      reference: "C-1",
      title: "",
      supplier: "Alderr Limitd",
      leadForce: "KENTT",
      startsOn: "2026-04-01",
      initialEndsOn: "2026-03-31",
      annualValue: "1.001",
      noticeMonths: 500,
      lots: [
        { number: 1, title: "" },
        { number: 1, title: "Again" },
      ],
      shares: [{ force: "KENT", sharePercent: "99.9", validFrom: "2026-04-01" }],
      extensionOptions: [{ months: 0 }],
      values: [{ kind: "REVISED", asAt: "2026-04-01" }],
      references: [{ sourceSystem: "Atamis", reference: "A-77" }],
      tags: [{ scheme: "OTHER", tag: " " }],
    });
    expect(contract).toBeNull();
    expect(userErrors.map(({ code, field }) => `${code} ${field.join(".")}`).sort()).toEqual([
      "BAD_AMOUNT annualValue",
      "BAD_NUMBER extensionOptions.0.months",
      "BAD_NUMBER noticeMonths",
      "ENDS_BEFORE_START initialEndsOn",
      "NAMED_TWICE lots.1",
      "REFERENCE_TAKEN reference",
      "REFERENCE_TAKEN references",
      "REQUIRED lots.0.title",
      "REQUIRED tags",
      "REQUIRED title",
      "REQUIRED values.0",
      "SHARES_NOT_100 shares",
      "UNKNOWN_NAME leadForce",
      "UNKNOWN_NAME supplier",
    ]);
    expect(userErrors.find(({ field }) => field[0] === "supplier")?.suggestion).toBe("Alder Ltd");
    expect(await database.sql(`select count(*)::int as n from contracts where title in ('', 'Again')`)).toEqual([
      { n: 0 },
    ]);
  });

  test("replace parts of a contract, with before and after in the audit trail, and refuse an old version", async () => {
    const { id, version } = await made("C-2", { tags: [{ scheme: "EQUALITY", tag: "Access" }] });
    const amend = (input: object, seen: number | null = null) =>
      act("amendContract", "ContractPartsInput", id, input, undefined, seen);
    const overlap = await amend({
      shares: [
        { force: "KENT", sharePercent: "100", validFrom: "2025-04-01" },
        { force: "kent", sharePercent: "100", validFrom: "2026-04-01" },
      ],
    });
    expect(overlap.userErrors[0]).toMatchObject({
      code: "SHARES_OVERLAP",
      message: "KENT has two shares on 01/04/2026. End the earlier one the day before the later one begins.",
    });
    const { contract } = await amend(
      { shares: [{ force: "KENT", sharePercent: "100", validFrom: "2025-04-01" }] },
      version,
    );
    expect(contract).toMatchObject({ tags: [{ tag: "Access" }], participants: [{ sharePercent: "100.00" }] });
    expect((await amend({ tags: [] }, version)).userErrors[0]?.code).toBe("CHANGED_SINCE");
    expect(await audit("C-2")).toContainEqual({
      action: "CHANGED",
      field: "shares",
      before: null,
      after: "KENT 100.00 from 2025-04-01",
      by: "A manager",
    });
  });

  test("move the supplier on the day of a novation, and know who it was before", async () => {
    const { id } = await made("C-3");
    const { contract } = await event(id, {
      kind: "NOVATION",
      effectiveOn: "2026-10-01",
      supplier: "Birch",
      note: "Sold",
    });
    expect(contract).toMatchObject({
      supplier: { name: "Birch plc" },
      events: [
        {
          kind: "NOVATION",
          effectiveOn: "2026-10-01",
          note: "Sold",
          recordedBy: "A manager",
          changes: [{ field: "supplier", before: "Alder Ltd", after: "Birch plc" }],
          oldSupplier: { name: "Alder Ltd" },
          newSupplier: { name: "Birch plc" },
        },
      ],
    });
    await event(id, { kind: "NOVATION", effectiveOn: "2026-11-01", supplier: "Cedar" });
    const { contract: asked } = await ask<{ contract: Record<string, { name: string }> }>(
      await editor(),
      `{ contract(reference: "C-3") { a: supplierOn(asAt: "2026-09-30") { name } b: supplierOn(asAt: "2026-10-01") { name }
          c: supplierOn(asAt: "2026-11-01") { name } } }`,
    );
    expect(Object.values(asked).map(({ name }) => name)).toEqual(["Alder Ltd", "Birch plc", "Cedar"]);
  });

  test("change the price, vary the term and end a contract early", async () => {
    const { id } = await made("C-4");
    expect(
      (await event(id, { kind: "PRICE_CHANGE", effectiveOn: "2026-04-01", annualValue: "1100" })).contract,
    ).toMatchObject({
      annualValue: "1100.00",
    });
    expect(
      (await event(id, { kind: "VARIATION", effectiveOn: "2026-05-01", initialEndsOn: "2027-09-30", note: "Longer" }))
        .contract,
    ).toMatchObject({ currentEndsOn: "2027-09-30" });
    const ended = await event(id, { kind: "TERMINATION", effectiveOn: "2026-12-31" });
    expect(ended.contract).toMatchObject({ terminatedOn: "2026-12-31", status: "LIVE" });
    expect(ended.contract?.events).toHaveLength(3);
    const { contract } = await ask<{ contract: { status: string } }>(
      await editor(),
      `{ contract(reference: "C-4") { status(asAt: "2026-12-31") } }`,
    );
    expect(contract.status).toBe("TERMINATED");
    expect(
      (await audit("C-4"))
        .filter(({ action }) => action === "CHANGED")
        .map(({ field, before, after }) => [field, before, after]),
    ).toEqual([
      ["annualValue", "1000.00", "1100.00"],
      ["initialEndsOn", "2027-03-31", "2027-09-30"],
      ["terminatedOn", null, "2026-12-31"],
    ]);
    const late = await event(id, { kind: "VARIATION", effectiveOn: "2027-01-01", note: "x" }, "2027-02-01");
    expect(late.userErrors[0]?.code).toBe("CONTRACT_OVER");
  });

  test("keep every earlier version of a contract", async () => {
    const versions = await database.sql(
      `select h.version, h.annual_value::text from contract_history h join contracts c using (id) where c.reference = 'C-4' order by 1`,
    );
    expect(versions.map(({ annual_value }) => annual_value)).toEqual(["1000.00", "1100.00", "1100.00"]);
  });

  test("exercise an option in time: the current end moves by its months", async () => {
    const { id } = await made("C-5", {
      extensionOptions: [
        { months: 12, latestNoticeOn: "2026-12-31" },
        { months: 6, latestNoticeOn: "2027-12-31" },
      ],
    });
    const exercise = (option: number, today: string, on?: string) =>
      act("exerciseExtension", "ExtensionDecisionInput", id, { option, on }, today);
    expect((await exercise(2, "2026-11-22")).userErrors[0]?.code).toBe("EARLIER_OPTION_OPEN");
    const late = await exercise(1, "2027-01-02");
    expect(late.userErrors[0]).toMatchObject({ code: "EXERCISED_LATE", field: ["on"] });
    expect(late.userErrors[0]?.message).toContain("record a VARIATION with the new end");
    const { contract } = await exercise(1, "2027-01-02", "2026-12-30");
    expect(contract).toMatchObject({
      currentEndsOn: "2028-03-31",
      maximumEndsOn: "2028-09-30",
      extensionOptions: [{ state: "EXERCISED" }, { state: "AVAILABLE" }],
      events: [
        {
          kind: "EXTENSION",
          effectiveOn: "2026-12-30",
          changes: [
            { field: "extensionOptions 1", before: "AVAILABLE", after: "EXERCISED" },
            { field: "currentEndsOn", before: "2027-03-31", after: "2028-03-31" },
          ],
        },
      ],
    });
    expect((await exercise(1, "2027-01-02")).userErrors[0]?.code).toBe("DECIDED_ALREADY");
    expect((await exercise(2, "2026-11-22", "2026-11-23")).userErrors[0]).toMatchObject({
      code: "NOT_YET",
      message: "A decision is recorded once it is made. Record it on 23/11/2026 or later.",
    });
  });

  test("let an option lapse with the day of its notice: it is derived at a day, and the maximum end with it", async () => {
    const { id } = await made("C-8", {
      extensionOptions: [{ months: 12, latestNoticeOn: "2026-12-31" }, { months: 6 }],
    });
    const on = async (today: string, ctx?: Promise<RequestContext>) => {
      const question = `{ contract(reference: "C-8") { currentEndsOn maximumEndsOn before: maximumEndsOn(asAt: "2026-12-31")
        availableMonths extensionOptions { state then: state(asAt: "2026-12-31") } }
        early: contracts(where: { reference: { equals: "C-8" }, maximumEndsOn: { from: "2027-04-01" } }) { totalCount }
        sheet(dataset: CONTRACTS, columns: ["maximumEndsOn", "nextNoticeOn"], asAt: "${today}",
          where: { field: "reference", operator: IN, values: ["C-8"] }) { values } }`;
      const { contract, early, sheet } = await ask<Record<string, Record<string, unknown>>>(
        await (ctx ?? editor(today)),
        question,
      );
      return { contract, early: early?.totalCount, sheet };
    };
    const before = { before: "2028-09-30", currentEndsOn: "2027-03-31" };
    expect(await on("2026-12-31")).toMatchObject({
      contract: {
        ...before,
        maximumEndsOn: "2028-09-30",
        availableMonths: 18,
        extensionOptions: [{ state: "AVAILABLE" }, { state: "AVAILABLE" }],
      },
      early: 1,
    });
    expect(await on("2027-01-01")).toMatchObject({
      contract: {
        ...before,
        maximumEndsOn: "2027-03-31",
        availableMonths: 0,
        extensionOptions: [
          { state: "LAPSED", then: "AVAILABLE" },
          { state: "LAPSED", then: "AVAILABLE" },
        ],
      },
      early: 0,
    });
    // Options that are agreed afterwards do not lapse with the earlier ones, which stay as they are.
    const { contract } = await act(
      "amendContract",
      "ContractPartsInput",
      id,
      { extensionOptions: [{ months: 3, latestNoticeOn: "2027-02-28" }] },
      "2027-01-01",
    );
    expect(contract).toMatchObject({
      maximumEndsOn: "2027-06-30",
      extensionOptions: [{ state: "LAPSED" }, { state: "LAPSED" }, { state: "AVAILABLE", months: 3 }],
    });
    expect(
      (await act("exerciseExtension", "ExtensionDecisionInput", id, { option: 3 }, "2027-02-28")).contract,
    ).toMatchObject({
      currentEndsOn: "2027-06-30",
    });
  });

  test("refuse a novation that would undo a later one", async () => {
    const { id } = await made("C-9");
    expect((await event(id, { kind: "NOVATION", effectiveOn: "2026-06-01", supplier: "Birch" })).userErrors).toEqual(
      [],
    );
    const { userErrors } = await event(id, { kind: "NOVATION", effectiveOn: "2026-05-31", supplier: "Cedar" });
    expect(userErrors[0]).toMatchObject({ code: "LATER_EVENT", field: ["effectiveOn"] });
    expect((await event(id, { kind: "PRICE_CHANGE", effectiveOn: "2026-05-31", annualValue: "5" })).userErrors).toEqual(
      [],
    );
  });

  test("keep a change of who is in a lot: a new version, with its trace", async () => {
    const lot = { number: 1, title: "North", suppliers: ["Alder"], forces: ["KENT"] };
    const { id, version } = await made("C-10", { lots: [lot] });
    const { contract } = await act("amendContract", "ContractPartsInput", id, {
      lots: [{ ...lot, suppliers: ["Alder", "Birch"], forces: ["ESSEX"] }],
    });
    expect(contract).toMatchObject({
      version: version + 1,
      lots: [
        { supplier: { name: "Alder Ltd" }, furtherSuppliers: [{ name: "Birch plc" }], forces: [{ code: "ESSEX" }] },
      ],
    });
    const [entry] = await database.sql(`select old_value, new_value from audit_entries
      where row_reference = 'C-10' and field = 'lots' order by id desc limit 1`);
    expect(entry).toEqual({
      old_value: "1 North by Alder Ltd for KENT",
      new_value: "1 North by Alder Ltd, Birch plc for ESSEX",
    });
  });

  test("refuse shares that leave a day after an end incomplete, whichever way they come", async () => {
    const shares = [
      { force: "KENT", sharePercent: "50", validFrom: "2025-04-01" },
      { force: "ESSEX", sharePercent: "50", validFrom: "2025-04-01", validTo: "2026-03-31" },
    ];
    const { userErrors } = await register({ reference: "C-11", title: "x", startsOn: "2025-04-01", shares });
    expect(userErrors[0]).toMatchObject({
      code: "SHARES_NOT_100",
      message: expect.stringContaining("The shares on 01/04/2026 add up to 50.00, not 100.00.") as string,
    });
    const { id } = await made("C-12");
    await expect(
      database.sql(`insert into contract_participants (contract_id, force_id, share_percent, valid_from, valid_to)
        values (${id.replace("contract_", "")}, 1, 50, '2025-04-01', null), (${id.replace("contract_", "")}, 2, 50, '2025-04-01', '2026-03-31')`),
    ).rejects.toThrow("The shares of contract C-12 on 01/04/2026 add up to 50.00, not 100.00.");
  });

  test("decline an option and those after it: the maximum end comes back", async () => {
    const { id } = await made("C-6", { extensionOptions: [{ months: 12 }, { months: 12 }] });
    const { contract } = await act("declineExtension", "ExtensionDecisionInput", id, { option: 1, note: "Retender" });
    expect(contract).toMatchObject({
      currentEndsOn: "2027-03-31",
      maximumEndsOn: "2027-03-31",
      extensionOptions: [{ state: "DECLINED" }, { state: "DECLINED" }],
      events: [{ kind: "EXTENSION_DECLINED", note: "Retender" }],
    });
  });

  test.each(["contract_999999", "supplier_1", "nonsense"])("say so where there is no contract %s", async (id) => {
    expect((await event(id, { kind: "TERMINATION", effectiveOn: "2026-12-31" })).userErrors[0]?.code).toBe(
      "UNKNOWN_CONTRACT",
    );
  });

  test("are not for viewers", async () => {
    const viewer = await aContext(database, { role: "VIEWER" });
    await expect(register({ reference: "C-V", title: "x" }, viewer)).rejects.toThrow("may look at figures");
  });

  test("take control characters out of what is typed", async () => {
    const { contract } = await register({ reference: "C-7", title: "Vans\u0000 and\u0007 more" });
    expect(contract?.title).toBe("Vans  and  more");
  });
});
