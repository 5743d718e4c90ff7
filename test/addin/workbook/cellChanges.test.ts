import type { Figure, LinkedCell } from "../../../addin/workbook/bindings.js";
import { changesInCells } from "../../../addin/workbook/cellChanges.js";
import type { Cell } from "../../../addin/workbook/cells.js";
import { usualStyle } from "../../../addin/workbook/columnStyle.js";
import type { LinkedCellPlace } from "../../../addin/workbook/linkedCell.js";

const KPI: Figure = { kind: "KPI", kpi: "SPEND", force: "KENT", period: null, measure: "QUARTER", asAt: null };
const FIELD: Figure = { kind: "FIELD", dataset: "CONTRACTS", reference: "C-1", field: "annualValue", asAt: null };
const ROW = { id: "c1", version: 3, editable: true };

let made = 0;
function place(cell: Cell, link: Partial<LinkedCell> = {}, state: LinkedCellPlace["state"] = "TYPED"): LinkedCellPlace {
  made += 1;
  return {
    link: {
      id: `l${made}`,
      name: `n${made}`,
      label: "C-1, Annual value",
      figure: FIELD,
      ...{ type: "MONEY", unit: "£", style: usualStyle("MONEY"), value: "100.00", problem: null },
      ...{ asAt: null, readAt: "2026-11-22T09:00:00Z", row: ROW },
      ...link,
    },
    ...{ state, cell, address: `Sheet1!B${made}`, isProtected: false },
  };
}
const said = (...places: LinkedCellPlace[]) =>
  changesInCells(places).flatMap(({ changes }) => [
    ...changes.rows.flatMap(({ version, cells }) => cells.map(({ value }) => `${String(value)} at ${version}`)),
    ...changes.problems.map(({ message }) => message),
  ]);

test.each<[string, LinkedCellPlace, unknown[]]>([
  ["sends what was typed", place(120), ["120 at 3"]],
  ["sends a cleared cell as unknown", place(""), ["null at 3"]],
  ["sends nothing for the same figure", place("100.00"), []],
  ["sends nothing while it is linked, gone or frozen", place(100, {}, "LINKED"), []],
  ["sends nothing of a frozen cell", place(120, { frozenAt: "2026-11-22T09:00:00Z" }), []],
  [
    "sends an edit at the version that was typed over",
    place(120, { typedOver: { value: "90.00", version: 2 } }),
    ["120 at 2"],
  ],
  [
    "says that a KPI is worked out",
    place(5, { figure: KPI, row: null }),
    [expect.stringContaining("worked out from its rows")],
  ],
  ["leaves a formula in a KPI's cell alone", place(5, { figure: KPI, row: null }, "FORMULA"), []],
  ["says that a row is gone", place(5, { row: null }), [expect.stringContaining("no C-1 in Sevenfold any more")]],
  [
    "asks to refresh a link of an earlier version",
    place(5, { row: undefined as never }),
    [expect.stringContaining("Refresh it")],
  ],
])("%s", (_title, given, expected) => {
  expect(said(given)).toEqual(expected);
});

test("takes what was typed before a formula for the same field, and the oldest version of a row", () => {
  expect(said(place(7, {}, "FORMULA"), place(120, { row: { ...ROW, version: 2 } }))).toEqual(["120 at 2"]);
});
