import { checkedOverrides, mapHeadings, meaningsOf, refuseUnmatched } from "../../../server/imports/headings.js";
import { headingVariants, knownUnused } from "../../../server/imports/headingVariants.js";

const fieldsOf = (...headings: string[]) =>
  Object.fromEntries(mapHeadings(headings).uses.map(({ heading, field }) => [heading, field]));

test.each([
  ["Contract Reference number / ID", "reference"],
  ["Contract Ref. No:", "reference"],
  ["7F Ref", "reference"],
  ["DN number", "reference"],
  ["URI", "reference"],
  ["CONTRACT_TITLE", "title"],
  ["Title of the Agreement", "title"],
  ["Description of the goods and/or services being provided", "description"],
  ["Other parties to the contract", "supplier"],
  ["Supplier registered company number", "supplierCompanyNumber"],
  ["SME (Y/N)", "supplierIsSme"],
  ["Procurement classification: CPV code", "cpvCode"],
  ["Procurement classification: Councils procurement category label", "category"],
  ["Organisation name", "authority"],
  ["local authority department responsible", "ownerRole"],
  ["Lead Force", "leadForce"],
  ["Sum to be paid over the length of the contract", "awardValue"],
  ["CONTRACT_AWARD_VALUE (including options, ex VAT)", "awardValue"],
  ["Total contract value excl. VAT", "awardValue"],
  ["£pa", "annualValue"],
  ["Est annual spend", "annualValue"],
  ["Contract Starting Date", "startsOn"],
  ["Contract completion date", "awardedOn"],
  ["dateSigned", "awardedOn"],
  ["Expiration Date", "initialEndsOn"],
  ["CONTRACT_CURRENT_END_DATE", "initialEndsOn"],
  ["Contract Review Date", "reviewOn"],
  ["Procedure type", "routeToMarket"],
  ["Spend (Total or Annual)", null],
  ["Contract Duration (months)", null],
  ["MAXIMUM_CONTRACT_END_DATE", "maximumEndsOn"],
  ["Last extension date", null],
  ["Nominated contact point: name", null],
  ["Contract status", null],
  ["Colour of the folder", null],
])("it reads the heading %p as %p", (heading, field) => {
  expect(fieldsOf(heading)).toEqual({ [heading]: field });
});

test("it lets the more specific heading win and reads the vaguer one as what else it can mean", () => {
  expect(fieldsOf("Title", "Reference", "Procurement reference", "Supplier")).toEqual({
    Title: "title",
    Reference: "supplierIdentifier",
    "Procurement reference": "reference",
    Supplier: "supplier",
  });
});

test("it takes the column further left where two headings are equally good, and says which won", () => {
  const { uses } = mapHeadings(["Start date", "Title", "Start date "]);
  expect(uses.map(({ field }) => field)).toEqual(["startsOn", "title", null]);
  expect(uses[2]?.reason).toBe('"Start date" is read as startsOn instead.');
});

test.each([
  ["Contract value (inc VAT)", "GROSS"],
  ["Contract value including VAT", "GROSS"],
  ["Contract value exc. VAT", "NET"],
  ["Contract value", null],
])("it reads the VAT basis of %p as %p", (heading, basis) => {
  expect(mapHeadings(["Title", heading])).toMatchObject({
    vatBasis: basis,
    columns: [{ field: "title" }, { field: "awardValue" }],
  });
});

test("it obeys a heading map before its own table, whatever the case", () => {
  const { uses } = mapHeadings(["Our no", "Title", "Reference"], { "OUR NO": "reference", title: null });
  expect(uses.map(({ field, reason }) => [field, reason])).toEqual([
    ["reference", null],
    [null, "The heading map leaves it out."],
    ["supplierIdentifier", null],
  ]);
});

test("it says why a heading is not used, and what a misspelt one may mean", () => {
  const reasons = mapHeadings(["Spend", "Contract titel", "Email"]).uses.map(({ reason }) => reason);
  expect(reasons).toEqual([
    "It does not say whether the amount is in total or a year. Map it to awardValue or annualValue.",
    'Not a known heading. If it means title ("contract title"), map it.',
    "E-mail addresses are not kept.",
  ]);
});

test.each<[string, unknown]>([
  ['The heading map reads "Ref" as "referense", which is no field. Did you mean reference?', { Ref: "referense" }],
  ["The heading map reads two headings as title", { A: "title", B: "title" }],
  ["A heading map is JSON like", ["Ref"]],
])("it refuses a heading map: %s", (message, given) => {
  expect(() => checkedOverrides(given)).toThrow(message);
});

test("it refuses a heading map for a heading that the file lacks", () => {
  expect(() => refuseUnmatched({ Refrence: "reference" }, ["Reference", "Title"])).toThrow(
    'The heading map names "Refrence", which the file does not have. Did you mean "Reference"?',
  );
});

test("it has each variant once for a field, in the form that headings are compared in", () => {
  const variants = headingVariants.flatMap(([field, , words]) => words.map((word) => `${field} ${word}`));
  expect(new Set(variants).size).toBe(variants.length);
  const words = [...headingVariants.flatMap(([, , all]) => all), ...knownUnused.flatMap(([, all]) => all)];
  expect(words.filter((word) => !/^[a-z0-9]+( [a-z0-9]+)*$/.test(word))).toEqual([]);
  expect(knownUnused.flatMap(([, all]) => all).filter((word) => meaningsOf(word).length > 0)).toEqual([]);
});
