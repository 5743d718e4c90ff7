import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { findOrCreateSuppliers, type NamedSupplier } from "../../../server/suppliers/supplierMatching.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("finding suppliers", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await aDatabase();
    await database.sql(
      `insert into suppliers (name, company_number) values ('Alpha Ltd', '00000001'), ('Beta & Sons', null)`,
    );
    await database.sql(
      `insert into supplier_aliases (supplier_id, alias) select id, 'B+S Traders' from suppliers where name = 'Beta & Sons'`,
    );
  });
  afterEach(() => database.close());

  const named = (name: string, companyNumber: string | null = null): NamedSupplier => ({
    name,
    companyNumber,
    isSme: true,
    isVcse: null,
    postcode: "NR1 1AA",
  });
  const finding = async (...suppliers: NamedSupplier[]) =>
    (await findOrCreateSuppliers(new Database(database.orm.em.fork(), SYSTEM), suppliers)).map(
      (match) => match && `${match.name}${match.created ? " (new)" : ""}`,
    );

  test.each<[string, NamedSupplier, string]>([
    ["company number, whatever the name", named("Somebody else", "00000001"), "Alpha Ltd"],
    ["name, whatever the case and ending", named("ALPHA LIMITED"), "Alpha Ltd"],
    ["name, where the number is another", named("Alpha", "00000009"), "Alpha Ltd"],
    ["name, with and for &", named("Beta and Sons"), "Beta & Sons"],
    ["alias", named("b s traders"), "Beta & Sons"],
  ])("finds one by %s", async (_title, supplier, expected) => {
    expect(await finding(supplier)).toEqual([expected]);
  });

  test("creates each missing one once, with the facts of its first mention, in the order asked", async () => {
    const found = await finding(
      named("Gamma"),
      named("Delta Ltd", "00000004"),
      named("GAMMA LIMITED"),
      named("Delta Group", "00000004"),
      named("Alpha"),
      named("***"),
    );
    expect(found).toEqual(["Gamma (new)", "Delta Ltd (new)", "Gamma (new)", "Delta Ltd (new)", "Alpha Ltd", null]);
    expect(
      await database.sql(
        `select reference, name, company_number as number, is_sme, is_vcse, postcode from suppliers where id > 2 order by name`,
      ),
    ).toEqual([
      {
        reference: expect.stringMatching(/^S-\d{5}$/),
        name: "Delta Ltd",
        number: "00000004",
        is_sme: true,
        is_vcse: null,
        postcode: "NR1 1AA",
      },
      {
        reference: expect.stringMatching(/^S-\d{5}$/),
        name: "Gamma",
        number: null,
        is_sme: true,
        is_vcse: null,
        postcode: "NR1 1AA",
      },
    ]);
    expect(await finding(named("Gamma"), named("delta group", "00000004"))).toEqual(["Gamma", "Delta Ltd"]);
  });

  test("leaves what is known of a supplier as it is", async () => {
    await finding(named("Beta & Sons", "00000002"));
    expect(
      await database.sql(`select company_number as number, postcode from suppliers where name = 'Beta & Sons'`),
    ).toEqual([{ number: null, postcode: null }]);
  });

  test("asks nothing for no names", async () => {
    expect(await finding()).toEqual([]);
  });
});
