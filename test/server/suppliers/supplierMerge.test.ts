import fc from "fast-check";
import { nodeId } from "../../../server/shared/nodeId.js";
import { aContract, aForce, aSupplier } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

/** Everything that says which supplier is meant, in one comparable list. */
const everything = `
  select line from (
    select 'contract ' || id || ' ' || coalesce(supplier_id, 0) as line from contracts
    union all select 'further ' || contract_id || ' ' || supplier_id from contract_further_suppliers
    union all select 'lot ' || contract_id || ' ' || number || ' ' || coalesce(supplier_id, 0) from contract_lots
    union all select 'lot supplier ' || contract_id || ' ' || number || ' ' || supplier_id from contract_lot_suppliers
    union all select 'line ' || id || ' ' || coalesce(supplier_id, 0) from spend_lines
    union all select 'alias ' || alias || ' ' || supplier_id from supplier_aliases
    union all select 'owned ' || id || ' ' || coalesce(parent_id, 0) || ' ' || coalesce(merged_into_id, 0) from suppliers
    union all select 'address ' || supplier_id || ' ' || basis || coalesce(postcode, '') from supplier_addresses
  ) l order by 1`;

interface Payload {
  supplier: {
    name: string;
    aliases: string[];
    absorbed: { name: string }[];
    mergedInto: { name: string } | null;
  } | null;
  userErrors: { code: string; message: string }[];
}

describe("merging two suppliers", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
  });
  afterEach(() => database.close());

  const shown = `supplier { name aliases absorbed { name } mergedInto { name } } userErrors { code message }`;
  const merge = async (kept: string, absorbed: string): Promise<Payload> =>
    (
      await ask<{ mergeSuppliers: Payload }>(
        await aContext(database),
        `mutation ($kept: ID!, $absorbed: ID!) { mergeSuppliers(kept: $kept, absorbed: $absorbed, reason: "One company") { ${shown} } }`,
        { kept: nodeId("supplier", kept), absorbed: nodeId("supplier", absorbed) },
      )
    ).mergeSuppliers;
  const unmerge = async (absorbed: string): Promise<Payload> =>
    (
      await ask<{ unmergeSuppliers: Payload }>(
        await aContext(database),
        `mutation ($absorbed: ID!) { unmergeSuppliers(absorbed: $absorbed) { ${shown} } }`,
        { absorbed: nodeId("supplier", absorbed) },
      )
    ).unmergeSuppliers;
  const state = async () => (await database.sql(everything)).map(({ line }) => line as string);
  const suppliers = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let each = 0; each < count; each += 1) {
      const id = await aSupplier(database, { name: `Supplier ${"ABCDE"[each]}`, postcode: `NR${each + 1} 1AA` });
      await database.sql(`insert into supplier_aliases values ($1, $2)`, [id, `Other ${"ABCDE"[each]}`]);
      ids.push(id);
    }
    return ids;
  };

  test("moves contracts, spend and names, and taking it back restores them", async () => {
    const [alder = "", birch = ""] = await suppliers(2);
    const contract = await aContract(database, { reference: "C-1", supplier_id: birch });
    const force = await aForce(database);
    await database.sql(
      `insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount) values ($1, '2026-05-01', 'B', $2, 10)`,
      [force, birch],
    );
    const before = await state();
    const merged = await merge(alder, birch);
    expect(merged.supplier).toEqual({
      name: "Supplier A",
      aliases: ["Other A", "Other B", "Supplier B"],
      absorbed: [{ name: "Supplier B" }],
      mergedInto: null,
    });
    expect(
      await database.sql(
        `select distinct supplier_id::text as id from contracts union select supplier_id::text from spend_lines`,
      ),
    ).toEqual([{ id: alder }]);
    // A new contract on the kept one is its own.
    await aContract(database, { reference: "C-2", supplier_id: alder });
    const audit = await database.sql(
      `select field, old_value as before, new_value as after, reason from audit_entries where dataset = 'CONTRACTS' and row_id = $1`,
      [contract],
    );
    expect(audit).toEqual([{ field: "supplier", before: "Supplier B", after: "Supplier A", reason: "One company" }]);

    expect((await unmerge(birch)).supplier).toEqual({
      name: "Supplier B",
      aliases: ["Other B"],
      absorbed: [],
      mergedInto: null,
    });
    expect((await state()).filter((line) => !line.startsWith("contract "))).toEqual(
      before.filter((line) => !line.startsWith("contract ")),
    );
    const owners = await database.sql(`select reference, supplier_id::text as id from contracts order by 1`);
    expect(owners).toEqual([
      { reference: "C-1", id: birch },
      { reference: "C-2", id: alder },
    ]);
  });

  test("lets the old name find the kept supplier, and makes no new one for it", async () => {
    const [alder = "", birch = ""] = await suppliers(2);
    await merge(alder, birch);
    const { lookup } = await ask<{ lookup: { value: string }[] }>(
      await aContext(database),
      `{ lookup(dataset: CONTRACTS, field: "supplier", search: "Supplier") { value } }`,
    );
    expect(lookup.map(({ value }) => value)).toEqual(["Supplier A"]);
    const { suppliers: list } = await ask<{ suppliers: { nodes: { name: string }[] } }>(
      await aContext(database),
      `{ suppliers { nodes { name } } }`,
    );
    expect(list.nodes).toEqual([{ name: "Supplier A" }]);
    const { supplierMatchProposals } = await ask<{
      supplierMatchProposals: { supplier: { name: string }; confidence: string }[];
    }>(
      await aContext(database),
      `{ supplierMatchProposals(names: [{ name: "SUPPLIER B LIMITED" }], atLeast: "0.9") { supplier { name } confidence } }`,
    );
    expect(supplierMatchProposals).toEqual([{ supplier: { name: "Supplier A" }, confidence: "0.950" }]);
  });

  test("is refused with itself, its owner or another company, and taken back in the right order only", async () => {
    const [alder = "", birch = "", cedar = ""] = await suppliers(3);
    await database.sql(`update suppliers set parent_id = $1 where id = $2`, [alder, birch]);
    await database.sql(`update suppliers set company_number = '0123456' || id where id in ($1, $2)`, [alder, cedar]);
    const before = await state();
    const codes = async (outcome: Promise<Payload>) => (await outcome).userErrors.map(({ code }) => code);
    expect(await codes(merge(alder, alder))).toEqual(["SAME_SUPPLIER"]);
    expect(await codes(merge(alder, birch))).toEqual(["MERGED_WITH_PARENT"]);
    expect(await codes(merge(birch, alder))).toEqual(["MERGED_WITH_PARENT"]);
    expect(await codes(merge(alder, cedar))).toEqual(["TWO_COMPANIES"]);
    expect(await codes(merge(alder, "999999"))).toEqual(["UNKNOWN_SUPPLIER"]);
    expect(await codes(unmerge(alder))).toEqual(["NOT_MERGED"]);
    expect((await merge(alder, birch)).userErrors[0]?.message).toBe(
      `Supplier A (S-0000${alder}) owns Supplier B (S-0000${birch}): they are two companies. If that is wrong, clear the parent of Supplier B first.`,
    );
    expect(await state()).toEqual(before);

    await database.sql(`update suppliers set parent_id = null, company_number = null`);
    await merge(alder, birch);
    expect(await codes(merge(cedar, birch))).toEqual(["MERGED_ALREADY"]);
    await merge(cedar, alder);
    expect(await codes(unmerge(birch))).toEqual(["MERGED_ON"]);
    await unmerge(alder);
    await merge(alder, cedar);
    expect(await codes(unmerge(birch))).toEqual(["LATER_MERGE"]);
    expect(await codes(unmerge(cedar))).toEqual([]);
    expect(await codes(unmerge(birch))).toEqual([]);
  });

  test("is undone exactly, whatever was recorded and however many were merged", async () => {
    const ids = await suppliers(5);
    const force = await aForce(database);
    const one = fc.integer({ min: 0, max: 4 });
    const drawn = fc.record({
      contracts: fc.array(
        fc.record({
          main: fc.option(one),
          further: fc.uniqueArray(one),
          lots: fc.array(fc.uniqueArray(one, { minLength: 1 }), { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      lines: fc.array(one, { maxLength: 4 }),
      owners: fc.array(fc.tuple(one, one), { maxLength: 2 }),
      merges: fc.array(fc.tuple(one, one), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ contracts, lines, owners, merges }) => {
        await database.sql(`delete from contracts; `);
        await database.sql(`delete from spend_lines`);
        await database.sql(`update suppliers set parent_id = null`);
        for (const { main, further, lots } of contracts) {
          const id = await aContract(database, { supplier_id: main === null ? null : (ids[main] as string) });
          await database.sql(`insert into contract_further_suppliers select $1, unnest($2::bigint[])`, [
            id,
            further.filter((each) => each !== main).map((each) => ids[each]),
          ]);
          for (const [index, [first, ...rest]] of lots.entries()) {
            await database.sql(`insert into contract_lots values ($1, $2, 'Lot', $3)`, [
              id,
              index + 1,
              ids[first as number],
            ]);
            await database.sql(`insert into contract_lot_suppliers select $1, $2, unnest($3::bigint[])`, [
              id,
              index + 1,
              rest.map((each) => ids[each]),
            ]);
          }
        }
        await database.sql(
          `insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount)
           select $1, '2026-05-01', 'x', unnest($2::bigint[]), 1`,
          [force, lines.map((each) => ids[each])],
        );
        for (const [owner, owned] of owners) {
          if (owner !== owned) {
            await database.sql(`update suppliers set parent_id = $1 where id = $2`, [ids[owner], ids[owned]]);
          }
        }
        const before = await state();
        const done: string[] = [];
        for (const [kept, absorbed] of merges) {
          const outcome = await merge(ids[kept] as string, ids[absorbed] as string);
          if (outcome.supplier !== null) done.push(ids[absorbed] as string);
        }
        const doubled = await database.sql(
          `select from contracts c join contract_further_suppliers f on f.contract_id = c.id and f.supplier_id = c.supplier_id`,
        );
        expect(doubled).toEqual([]);
        for (const absorbed of done.reverse()) expect((await unmerge(absorbed)).userErrors).toEqual([]);
        expect(await state()).toEqual(before);
      }),
      { numRuns: 8, seed: 11 },
    );
  }, 180_000);
});

describe("matching names with suppliers", () => {
  let database: TestDatabase;
  let alder: string;
  beforeAll(async () => {
    database = await aDatabase();
    alder = await aSupplier(database, { name: "Alder Vans Ltd", company_number: "01234567", postcode: "NR1 1AA" });
    await aSupplier(database, { name: "Alder Vets Ltd" });
    await aSupplier(database, { name: "Wholly Different" });
    const force = await aForce(database);
    await database.sql(
      `insert into spend_lines (force_id, posted_on, supplier_text, net_amount)
       values ($1, '2026-05-01', 'ALDER VAN', 10), ($1, '2026-05-02', 'Alder  Van', 5.5), ($1, '2026-05-02', 'Nobody', 1)`,
      [force],
    );
  });
  afterAll(() => database.close());

  interface Proposal {
    name: string;
    supplier: { name: string };
    confidence: string;
    reasons: string[];
    lines: number | null;
    netAmount: string | null;
  }
  const proposals = async (rest = ""): Promise<Proposal[]> =>
    (
      await ask<{ supplierMatchProposals: Proposal[] }>(
        await aContext(database),
        `{ supplierMatchProposals${rest} { name supplier { name } confidence reasons lines netAmount } }`,
      )
    ).supplierMatchProposals;
  const decide = async (act: string, supplier: string, name: string) =>
    (
      await ask<Record<string, { supplier: { aliases: string[] } | null; userErrors: { code: string }[] }>>(
        await aContext(database),
        `mutation ($supplier: ID!, $name: String!) { act: ${act}(supplier: $supplier, name: $name) { supplier { aliases } userErrors { code } } }`,
        { supplier: nodeId("supplier", supplier), name },
      )
    ).act!;

  test("proposes for the names that spend lines print, surest first, and matches nothing by itself", async () => {
    const found = await proposals();
    expect(found.map(({ name, supplier, lines, netAmount }) => [name, supplier.name, lines, netAmount])).toEqual([
      ["ALDER VAN", "Alder Vans Ltd", 2, "15.50"],
      ["ALDER VAN", "Alder Vets Ltd", 2, "15.50"],
    ]);
    expect(await database.sql(`select count(*)::int as n from spend_lines where supplier_id is not null`)).toEqual([
      { n: 0 },
    ]);
  });

  test("lets a company number decide, and a postcode help", async () => {
    const [byNumber] = await proposals(`(names: [{ name: "Quite another name", companyNumber: "01234567" }])`);
    expect(byNumber).toMatchObject({
      supplier: { name: "Alder Vans Ltd" },
      confidence: "0.990",
      reasons: ["same company number"],
    });
    const [plain] = await proposals(`(names: [{ name: "Alder Van Hire" }])`);
    const [helped] = await proposals(`(names: [{ name: "Alder Van Hire", postcode: "nr11aa" }])`);
    expect(Number(helped!.confidence)).toBeGreaterThan(Number(plain!.confidence));
    expect(helped!.reasons).toEqual(["a similar name", "same postcode"]);
  });

  test("remembers what was confirmed and what was rejected", async () => {
    const vets = (await database.sql(`select id::text from suppliers where name = 'Alder Vets Ltd'`))[0]?.id as string;
    expect(await decide("rejectSupplierMatch", vets, "Alder Van")).toMatchObject({ userErrors: [] });
    expect((await proposals()).map(({ supplier }) => supplier.name)).toEqual(["Alder Vans Ltd"]);
    expect(await decide("confirmSupplierMatch", alder, "Alder Van")).toEqual({
      supplier: { aliases: ["Alder Van"] },
      userErrors: [],
    });
    expect(await proposals()).toEqual([]);
    expect(await database.sql(`select count(*)::int as n from spend_lines where supplier_id = $1`, [alder])).toEqual([
      { n: 2 },
    ]);
    const [again] = await proposals(`(names: [{ name: "ALDER VAN" }])`);
    expect(again).toMatchObject({ supplier: { name: "Alder Vans Ltd" }, reasons: ["a known other name"] });
    expect((await decide("confirmSupplierMatch", vets, "alder van")).userErrors).toEqual([{ code: "NAME_TAKEN" }]);
    expect((await decide("rejectSupplierMatch", alder, "alder van")).userErrors).toEqual([{ code: "OWN_NAME" }]);
    expect((await decide("confirmSupplierMatch", alder, "--")).userErrors).toEqual([{ code: "BAD_NAME" }]);
  });

  test("keeps an address for each purpose; the postcode of figures follows the one for its basis", async () => {
    const set = async (rest: string) =>
      (
        await ask<{
          setSupplierAddress: {
            supplier: { postcode: string; addresses: { basis: string; address: string; postcode: string }[] } | null;
            userErrors: { code: string; message: string }[];
          };
        }>(
          await aContext(database),
          `mutation { setSupplierAddress(supplier: "supplier_${alder}", ${rest}) {
            supplier { postcode addresses { basis address postcode } } userErrors { code message } } }`,
        )
      ).setSupplierAddress;
    const trading = await set(`basis: TRADING, address: "1 Yard, Diss", postcode: "ip22 4aa"`);
    expect(trading.supplier).toEqual({
      postcode: "NR1 1AA",
      addresses: [
        { basis: "TRADING", address: "1 Yard, Diss", postcode: "IP22 4AA" },
        { basis: "INVOICE", address: null, postcode: "NR1 1AA" },
      ],
    });
    expect((await set(`basis: INVOICE, postcode: "ME15 9AB"`)).supplier?.postcode).toBe("ME15 9AB");
    expect((await set(`basis: INVOICE, postcode: "nowhere"`)).userErrors[0]?.code).toBe("BAD_POSTCODE");
    expect((await set(`basis: INVOICE`)).userErrors[0]?.code).toBe("REQUIRED");
  });
});
