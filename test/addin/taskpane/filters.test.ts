import type { SheetColumn, SheetCondition } from "../../../addin/api/operations.js";
import {
  conditionsFrom,
  emptyFilter,
  filterKind,
  filtersFrom,
  type Filter,
} from "../../../addin/taskpane/screens/data/filters.js";

const column = (field: string, type: SheetColumn["type"], rest: Partial<SheetColumn> = {}): SheetColumn => ({
  ...{ field, label: field, description: "", type, unit: null, editable: false, required: false },
  ...{ choices: null, hasLookup: false, ...rest },
});
const columns = [
  column("title", "TEXT"),
  column("status", "CHOICE", { choices: ["LIVE", "EXPIRED"] }),
  column("supplier", "LOOKUP", { hasLookup: true }),
  column("startsOn", "DATE"),
  column("value", "MONEY"),
  column("managed", "BOOLEAN"),
];

test("filters each column in the way that fits it", () => {
  expect(columns.map(filterKind)).toEqual(["CONTAINS", "CHOOSE", "LOOK_UP", "DATES", "NUMBERS", "CHOOSE"]);
});

const filter = (field: string, rest: Partial<Filter>): Filter => ({ ...emptyFilter(field), ...rest });

test.each<[string, Filter, SheetCondition[]]>([
  ["says nothing while it is not filled in", emptyFilter("title"), []],
  ["says nothing for blanks", filter("title", { values: ["  "] }), []],
  ["says nothing for a column that there is not", filter("gone", { values: ["x"] }), []],
  [
    "looks for a text",
    filter("title", { values: [" fuel "] }),
    [{ field: "title", operator: "CONTAINS", values: ["fuel"] }],
  ],
  [
    "asks for chosen values",
    filter("status", { values: ["LIVE", "EXPIRED"] }),
    [{ field: "status", operator: "IN", values: ["LIVE", "EXPIRED"] }],
  ],
  [
    "asks for looked-up values",
    filter("supplier", { values: ["G4S"] }),
    [{ field: "supplier", operator: "IN", values: ["G4S"] }],
  ],
  [
    "asks for a least date",
    filter("startsOn", { least: "2026-04-01" }),
    [{ field: "startsOn", operator: "AT_LEAST", values: ["2026-04-01"] }],
  ],
  [
    "asks for both limits",
    filter("value", { least: "1000", most: "5000.50" }),
    [
      { field: "value", operator: "AT_LEAST", values: ["1000"] },
      { field: "value", operator: "AT_MOST", values: ["5000.50"] },
    ],
  ],
])("%s", (_title, given, conditions) => {
  expect(conditionsFrom([given], columns)).toEqual(conditions);
  // What a link has kept fills the filter in again.
  expect(conditionsFrom(filtersFrom(conditions), columns)).toEqual(conditions);
});
