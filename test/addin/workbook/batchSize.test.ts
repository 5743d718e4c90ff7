import { blocksBySize, charactersOf } from "../../../addin/workbook/batchSize.js";
import { currentBinding, tableChanges } from "../../../addin/workbook/changes.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aColumn, aSheet, aWorkbook, CONTRACTS } from "./workbookUnderTest.js";

test.each<[string, number, number, (row: number) => number, number[]]>([
  ["nothing is no block", 0, 3, () => 5, []],
  ["short rows go together, up to 60,000 cells", 25_000, 5, () => 1, [12_000, 12_000, 1_000]],
  ["long texts end a block sooner", 5, 1, () => 500_000, [2, 2, 1]],
  ["a row that is too long by itself is a block of its own", 3, 1, (row) => (row === 1 ? 9e6 : 1), [1, 1, 1]],
])("%s", (_title, rowCount, cellsPerRow, charactersIn, counts) => {
  const blocks = blocksBySize(rowCount, cellsPerRow, charactersIn);
  expect(blocks.map(({ count }) => count)).toEqual(counts);
  let next = 0;
  for (const { start, count } of blocks) {
    expect(start).toBe(next);
    next += count;
  }
});

describe("a large pull", () => {
  const MOST = 1_500_000;
  const COLUMNS = Array.from({ length: 6 }, (_, index) => aColumn(`text${index}`, "TEXT"));
  const rows = Array.from({ length: 2_000 }, (_, row) => ({
    ...{ id: `contract_${row}`, version: 1 },
    // Short texts are remembered whole, long ones by their trace.
    values: COLUMNS.map((_each, column) => "x".repeat(column < 3 ? 390 : 3_000)),
  }));
  let office: OfficeInNode;
  beforeEach(async () => {
    office = await aWorkbook();
  });
  afterEach(() => office.close());

  test("is written and read in requests that Excel on the web takes, with progress", async () => {
    const sizes: number[] = [];
    const { grid } = office;
    const [write, read] = [grid.write.bind(grid), grid.read.bind(grid)];
    grid.write = (...given) => {
      sizes.push(given[1].reduce((sum, row) => sum + charactersOf(row), 0));
      return write(...given);
    };
    const shares: number[] = [];
    const sheet = aSheet(rows, COLUMNS);
    const binding = await createLinkedTable(CONTRACTS, sheet, "NEW_SHEET", {
      onProgress: (done, total) => shares.push(done / total),
    });
    expect(Math.max(...sizes)).toBeLessThan(MOST);
    expect(sizes.filter((size) => size > 100_000).length).toBeGreaterThan(10);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    grid.read = (...given) => {
      const values = read(...given);
      sizes.push(values.reduce((sum, row) => sum + charactersOf(row), 0));
      return values;
    };
    sizes.length = 0;
    expect(await tableChanges(await currentBinding(binding.id))).toMatchObject({ rows: [], newRows: [] });
  }, 60_000);

  test.each(["NEW_SHEET", "SELECTION"] as const)(
    "takes away what it wrote when it is cancelled: %s",
    async (target) => {
      const ending = new AbortController();
      const written = createLinkedTable(CONTRACTS, aSheet(rows, COLUMNS), target, {
        signal: ending.signal,
        onProgress: (done) => {
          if (done === 2) ending.abort(new Error("Cancelled"));
        },
      });
      await expect(written).rejects.toThrow("Cancelled");
      expect(office.grid.sheets().map(({ name }) => name)).toEqual(["Sheet1"]);
      expect(office.grid.usedArea(office.grid.sheets()[0]?.id ?? "")).toBeNull();
    },
  );
});
