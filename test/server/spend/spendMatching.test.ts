import { aCategory, aContract, aForce, aSupplier } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorAndAForce, loading } from "./loading.js";

const HEADINGS = "Date,Voucher,Invoice No,Amount,Supplier,Category,PO Number,Contract Reference";

describe("the match of spend to contracts", () => {
  let database: TestDatabase;
  const term = { starts_on: "2026-04-01", initial_ends_on: "2027-03-31" };
  beforeEach(async () => {
    database = await aDatabase();
    await anEditorAndAForce(database);
    const acme = await aSupplier(database, { name: "Acme" });
    const bravo = await aSupplier(database, { name: "Bravo" });
    const tyres = await aCategory(database, { code: "TYR", name: "Tyres" });
    const other = await aForce(database, { code: "SOUTH" });
    const north = "1";
    const acmeTyres = { supplier_id: acme, category_id: tyres, ...term };
    await aContract(database, { reference: "C-TYRES", lead_force_id: north, ...acmeTyres });
    await aContract(database, { reference: "C-NAMED", lead_force_id: other });
    await aContract(database, { reference: "C-ORDER", lead_force_id: other });
    await aContract(database, {
      reference: "C-SOUTH",
      lead_force_id: other,
      supplier_id: bravo,
      category_id: tyres,
      ...term,
    });
    await database.sql(
      `insert into contract_references (contract_id, source_system, reference)
       select id, 'FINANCE', 'PO-77' from contracts where reference = 'C-ORDER'`,
    );
  });
  afterEach(() => database.close());

  const matches = () =>
    database.sql(
      `select l.voucher, c.reference as contract, l.match_method as method, l.match_confidence::text as confidence,
         s.reference as suggested
       from spend_lines l left join contracts c on c.id = l.contract_id left join contracts s on s.id = l.suggested_contract_id
       order by l.voucher`,
    );

  test("it follows the order: reference, order number, supplier with force, category and day; supplier and day only suggest", async () => {
    const { matched } = await loading(database, [
      HEADINGS,
      "01/05/2026,V1,A1,10.00,Acme,Tyres,PO-77,c-named",
      "01/05/2026,V2,A2,10.00,Acme,Tyres,PO-77,",
      "01/05/2026,V3,A3,10.00,Acme,Tyres,C-NAMED,",
      "01/05/2026,V4,A4,10.00,Acme,tyres,PO-1,",
      "01/05/2026,V5,A5,10.00,Acme,Other,,",
      "01/05/2026,V6,A6,10.00,Bravo,Tyres,,",
      "01/05/2027,V7,A7,10.00,Acme,Tyres,,",
      "01/05/2026,V8,A8,10.00,Charlie,Tyres,,",
    ]);
    const none = { contract: null, method: null, confidence: null, suggested: null };
    expect(await matches()).toEqual([
      { ...none, voucher: "V1", contract: "C-NAMED", method: "CONTRACT_REFERENCE", confidence: "1.000" },
      { ...none, voucher: "V2", contract: "C-ORDER", method: "PURCHASE_ORDER", confidence: "1.000" },
      { ...none, voucher: "V3", contract: "C-NAMED", method: "CONTRACT_REFERENCE", confidence: "1.000" },
      { ...none, voucher: "V4", contract: "C-TYRES", method: "SUPPLIER_FORCE_CATEGORY_DATE", confidence: "0.900" },
      { ...none, voucher: "V5", suggested: "C-TYRES" },
      { ...none, voucher: "V6", suggested: "C-SOUTH" },
      { ...none, voucher: "V7" },
      { ...none, voucher: "V8" },
    ]);
    expect(matched).toEqual({
      contractReference: 2,
      purchaseOrder: 1,
      manual: 0,
      supplierForceCategoryDate: 1,
      suggested: 2,
      creditNotes: 0,
    });
  });

  test("it goes by the supplier that the contract had on the day, before and after a novation", async () => {
    const [charlie] = await database.sql(`insert into suppliers (name) values ('Charlie') returning id::text as id`);
    await database.sql(
      `insert into contract_events (contract_id, kind, effective_on, old_supplier_id, new_supplier_id)
       select id, 'NOVATION', '2026-06-01', supplier_id, ${String(charlie?.id)} from contracts where reference = 'C-TYRES'`,
    );
    await database.sql(`update contracts set supplier_id = ${String(charlie?.id)} where reference = 'C-TYRES'`);
    await loading(database, [
      HEADINGS,
      "31/05/2026,V1,A1,10.00,Acme,Tyres,,",
      "01/06/2026,V2,A2,10.00,Acme,Tyres,,",
      "31/05/2026,V3,A3,10.00,Charlie,Tyres,,",
      "01/06/2026,V4,A4,10.00,Charlie,Tyres,,",
    ]);
    expect((await matches()).map(({ voucher, contract, suggested }) => [voucher, contract, suggested])).toEqual([
      ["V1", "C-TYRES", null],
      ["V2", null, null],
      ["V3", null, null],
      ["V4", "C-TYRES", null],
    ]);
  });

  test("it knows an order from a line that was matched before", async () => {
    await loading(database, [HEADINGS, "01/05/2026,V1,A1,10.00,Charlie,,PO-5,C-NAMED"]);
    await loading(database, [HEADINGS, "01/06/2026,V2,A2,10.00,Delta,,PO-5,"]);
    expect((await matches())[1]).toMatchObject({ contract: "C-NAMED", method: "PURCHASE_ORDER", confidence: "0.950" });
  });

  test("it takes no contract where two would do", async () => {
    await database.sql(
      `insert into contracts (reference, title, supplier_id, category_id, lead_force_id, starts_on, initial_ends_on)
       select 'C-TYRES-2', title, supplier_id, category_id, lead_force_id, starts_on, initial_ends_on from contracts
       where reference = 'C-TYRES'`,
    );
    await loading(database, [HEADINGS, "01/05/2026,V1,A1,10.00,Acme,Tyres,,"]);
    expect(await matches()).toEqual([expect.objectContaining({ contract: null, method: null })]);
  });

  test("it gives a credit note the contract of its invoice", async () => {
    await loading(database, [
      HEADINGS,
      "01/05/2026,V1,A1,10.00,Acme,Other,,C-NAMED",
      "01/06/2026,V2,A1-CRN,-4.00,Acme,Tyres,,",
    ]);
    expect((await matches())[1]).toMatchObject({ contract: "C-NAMED", method: "CONTRACT_REFERENCE" });
  });
});
