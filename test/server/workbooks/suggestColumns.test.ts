import "reflect-metadata";
import { datasets } from "../../../server/workbooks/datasets.js";
import { type DatasetName } from "../../../server/workbooks/dataset.js";
import { suggestColumns } from "../../../server/workbooks/suggestColumns.js";

const fieldsFor = (name: DatasetName, ...headings: string[]) =>
  suggestColumns(datasets[name], headings).map(({ field }) => field);

test("knows the headings that the import of registers knows", () => {
  expect(
    fieldsFor("CONTRACTS", "Contract Ref. No:", "Contract Title", "Name of Supplier", "Contract Start Date"),
  ).toEqual(["reference", "title", "supplier", "startsOn"]);
});

test("knows the labels of the dataset itself, derived columns too", () => {
  expect(fieldsFor("CONTRACTS", "Reference", "Status", "Current end", "Notice (months)", "Lead force")).toEqual([
    "reference",
    "status",
    "currentEndsOn",
    "noticeMonths",
    "leadForce",
  ]);
});

test("gives every label of every dataset its own field", () => {
  for (const dataset of Object.values(datasets)) {
    const labels = dataset.columns.map(({ label }) => label);
    const found = suggestColumns(dataset, labels);
    expect([dataset.name, found.map(({ field }) => field)]).toEqual([
      dataset.name,
      dataset.columns.map(({ field }) => field),
    ]);
  }
});

test.each([
  ["Annual value (£k)", "annualValue", "THOUSANDS"],
  ["Annual value £000s", "annualValue", "THOUSANDS"],
  ["Annual Value £m", "annualValue", "MILLIONS"],
  ["Annual value (£)", "annualValue", "POUNDS"],
  ["Est. annual spend (£'000)", "annualValue", "THOUSANDS"],
  ["Total contract value, thousands", "awardValue", "THOUSANDS"],
  ["Annual value", "annualValue", null],
])("reads %s as %s in %s", (heading, field, unit) => {
  expect(suggestColumns(datasets.CONTRACTS, [heading])).toEqual([{ heading, field, reason: null, unit }]);
});

test("a contract's reference in a savings tracker is not the saving's own", () => {
  expect(fieldsFor("SAVINGS", "Ref", "Contract ref", "Initiative", "Force", "Baseline cost", "Annual saving")).toEqual([
    "reference",
    "contract",
    "title",
    "leadForce",
    "baselineValue",
    "saving",
  ]);
});

test("reads a KPI table", () => {
  expect(fieldsFor("KPIS", "KPI", "Force", "Quarter", "Actual", "Target", "RAG")).toEqual([
    "kpi",
    "organisation",
    "period",
    "value",
    "target",
    "rag",
  ]);
});

test("gives a field once, and says why a heading has none", () => {
  const found = suggestColumns(datasets.CONTRACTS, ["Contract ref", "Ref", "", "Colour of the cover"]);
  expect(found).toMatchObject([
    { field: "reference", reason: null },
    { field: null, reason: '"Contract ref" is read as reference instead.' },
    { field: null, reason: "Not a known heading." },
    { field: null, reason: "Not a known heading." },
  ]);
});
