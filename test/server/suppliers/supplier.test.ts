import fc from "fast-check";
import { confidenceOf, nameKey, problemsWithMerge, problemsWithSupplier } from "../../../server/suppliers/supplier.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("a supplier's rules", () => {
  const plain = { name: "Alder", companyNumber: null, isSme: null, isMicro: null, parent: null };
  test.each([
    ["nothing but a name", {}, []],
    ["a company number", { companyNumber: "SC123456" }, []],
    ["a short company number", { companyNumber: "1234567" }, ["BAD_COMPANY_NUMBER"]],
    ["a name of signs", { name: "!!!" }, ["BAD_NAME"]],
    ["micro and not small", { isMicro: true, isSme: false }, ["MICRO_NOT_SMALL"]],
    ["micro, small or not unknown", { isMicro: true, isSme: null }, []],
    ["itself as owner", { parent: "ALDER LTD" }, ["OWN_PARENT"]],
  ])("with %s", (_what, change, expected) => {
    expect(problemsWithSupplier({ ...plain, ...change }).map(({ code }) => code)).toEqual(expected);
  });

  const one = { id: "1", reference: "S-1", name: "Alder", companyNumber: null, parentId: null, mergedIntoId: null };
  const two = { ...one, id: "2", reference: "S-2", name: "Alder Vans" };
  test.each([
    ["two that may be one", one, two, []],
    ["one with itself", one, one, ["SAME_SUPPLIER"]],
    ["one with its owner", { ...one, parentId: "2" }, two, ["MERGED_WITH_PARENT"]],
    ["one with what it owns", one, { ...two, parentId: "1" }, ["MERGED_WITH_PARENT"]],
    ["one that was merged", one, { ...two, mergedIntoId: "3" }, ["MERGED_ALREADY"]],
    ["two companies", { ...one, companyNumber: "01234567" }, { ...two, companyNumber: "07654321" }, ["TWO_COMPANIES"]],
    ["one company twice", { ...one, companyNumber: "01234567" }, { ...two, companyNumber: "01234567" }, []],
  ])("on merging %s", (_what, kept, absorbed, expected) => {
    expect(problemsWithMerge(kept, absorbed).map(({ code }) => code)).toEqual(expected);
  });
});

describe("the confidence of a match", () => {
  const unlike = {
    sameName: false,
    sameAlias: false,
    similarity: 0,
    sameCompanyNumber: false,
    otherCompanyNumber: false,
    samePostcode: false,
  };
  test.each([
    ["a company number decides", { sameCompanyNumber: true, similarity: 0.1 }, 0.99],
    ["the same name", { sameName: true, similarity: 1 }, 0.97],
    ["the same name at the same postcode", { sameName: true, similarity: 1, samePostcode: true }, 0.982],
    ["a known other name", { sameAlias: true, similarity: 0.2 }, 0.95],
    ["a similar name", { similarity: 0.6 }, 0.54],
    ["a similar name at the same postcode", { similarity: 0.6, samePostcode: true }, 0.724],
    ["a postcode alone", { samePostcode: true }, 0],
    ["the same name and another company number", { sameName: true, similarity: 1, otherCompanyNumber: true }, 0.3],
  ])("%s", (_what, likeness, expected) => {
    expect(confidenceOf({ ...unlike, ...likeness }).confidence).toBe(expected);
  });
});

describe("the key of a name", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  test("is the same here as in the database", async () => {
    const words = ["The", "Alder", "LTD", "Limited", "plc", "&", "-", ".", "  ", "Inc", "O'Neil", "(UK)", "LLP", "é"];
    const names = fc
      .sample(fc.array(fc.constantFrom(...words), { maxLength: 7 }), { numRuns: 500, seed: 7 })
      .map((each) => each.join(" "));
    const rows = await database.sql(`select name, name_key(name) as key from unnest($1::text[]) name`, [names]);
    for (const { name, key } of rows) expect([name, nameKey(name as string)]).toEqual([name, key]);
  });
});
