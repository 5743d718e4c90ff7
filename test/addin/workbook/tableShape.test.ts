import type { Cell } from "../../../addin/workbook/cells.js";
import { shapeOf, type TableShape } from "../../../addin/workbook/tableShape.js";

const judged = ([first = [], ...below]: readonly (readonly Cell[])[]) => shapeOf(first.map(String), first, below);

test.each<[string, TableShape, (readonly Cell[])[]]>([
  [
    "a register under headings",
    "USUAL",
    [
      ["Ref", "Title", "Ends", "Value 2026-27"],
      ["C-0001", "Fuel", 46112, 100],
      ["C-0002", "Boots", 46113, 200],
    ],
  ],
  [
    "headings with numbers in them",
    "USUAL",
    [
      ["Lot 1", "Lot 2", "Total"],
      [1, 2, 3],
      [4, 5, 9],
    ],
  ],
  [
    "a column or two that name years",
    "USUAL",
    [
      ["Ref", "2025-26", "2026-27"],
      ["C-0001", 1, 2],
      ["C-0002", 3, 4],
    ],
  ],
  [
    "text alone under words",
    "USUAL",
    [
      ["Force", "Contact"],
      ["KENT", "Jo"],
      ["ESSEX", "Al"],
    ],
  ],
  [
    "rows of codes and figures from the first row on",
    "NO_HEADINGS",
    [
      ["C-0001", "Fuel", 100],
      ["C-0002", "Boots", 200],
      ["C-0003", "Vests", 300],
    ],
  ],
  [
    "rows of codes and words from the first row on",
    "NO_HEADINGS",
    [
      ["7F-2024-0001", "Fuel"],
      ["7F-2024-0002", "Boots"],
    ],
  ],
  [
    "quarters across",
    "CROSS_TAB",
    [
      ["KPI", "2026-27 Q1", "2026-27 Q2", "2026-27 Q3"],
      ["Spend", 1, 2, 3],
      ["Savings", 4, 5, ""],
    ],
  ],
  [
    "months across",
    "CROSS_TAB",
    [
      ["Force", "Apr-26", "May 26", "June", "Total"],
      ["KENT", 1, 2, 3, 6],
    ],
  ],
  [
    "quarters across in another way of writing",
    "CROSS_TAB",
    [
      ["Force", "Q1 2026/27", "Qtr 2 2026/27", "Q3 FY26"],
      ["KENT", 1, 2, 3],
    ],
  ],
  ["nothing below", "USUAL", [["Ref", "Title"]]],
])("takes %s for %s", (_what, shape, rows) => {
  expect(judged(rows)).toBe(shape);
});
