import fc from "fast-check";
import { inputForPreview } from "../../../addin/commands/review.js";
import { currentBinding, tableChanges } from "../../../addin/workbook/changes.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import { findTable, tableContents } from "../../../addin/workbook/tables.js";
import {
  aSheet,
  aWorkbook,
  changedElsewhere,
  CONTRACT_COLUMNS,
  CONTRACTS,
  sheetCells,
  type Row,
} from "./workbookUnderTest.js";

const ROWS: readonly Row[] = Array.from({ length: 6 }, (_, index) => ({
  id: `c${index}`,
  version: 1 + (index % 3),
  values: [
    `C-000${index}`,
    `Contract ${"fcadbe"[index]}`,
    index % 2 ? "2027-03-31" : null,
    `${100 * index}.00`,
    "LOCAL",
  ],
}));
const EDITABLE = CONTRACT_COLUMNS.filter((column) => column.editable).map((column) => column.field);
const LABELS = new Map(CONTRACT_COLUMNS.map(({ field, label, unit }) => [field, unit ? `${label} (${unit})` : label]));

const rowIndex = fc.nat(ROWS.length - 1);
const field = fc.constantFrom(...EDITABLE);
/** What happens to a workbook, and to the server, between two refreshes. */
const step = fc.oneof(
  fc.record({ act: fc.constant("sort" as const), key: fc.integer({ min: 2, max: 6 }), ascending: fc.boolean() }),
  fc.record({ act: fc.constant("rename" as const), field }),
  fc.record({ act: fc.constant("hide" as const), field }),
  fc.record({ act: fc.constant("hideRow" as const), rowIndex }),
  fc.record({ act: fc.constant("filter" as const), field: fc.constantFrom("title", "level") }),
  fc.record({ act: fc.constant("newRow" as const), at: rowIndex }),
  fc.record({ act: fc.constant("rowsAbove" as const) }),
  fc.record({ act: fc.constant("paste" as const), rowIndex }),
  fc.record({ act: fc.constant("ownColumn" as const), at: fc.integer({ min: 2, max: 7 }) }),
  fc.record({ act: fc.constant("edit" as const), rowIndex, field }),
  fc.record({ act: fc.constant("formula" as const), rowIndex, field: fc.constantFrom("reference", ...EDITABLE) }),
  fc.record({
    act: fc.constant("elsewhere" as const),
    rowIndex,
    field: fc.constantFrom("reference", "title", "value", "endsOn", "level"),
  }),
  fc.record({ act: fc.constant("refresh" as const) }),
);

test("a refresh alters no cell but mapped ones, never an edit or a formula, and afterwards the difference is exactly the edits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const office = await aWorkbook();
      const binding = await createLinkedTable(CONTRACTS, aSheet(ROWS), "SELECTION");
      const headings = new Map(LABELS);
      const edits = new Map<string, string>();
      const formulas = new Set<string>();
      const newTitles: string[] = [];
      let server: Row[] = [...ROWS];
      let unique = 0;

      const onTable = (work: (table: Excel.Table) => void) =>
        Excel.run(async (context) => {
          work(context.workbook.tables.getItem(binding.tableId));
          await context.sync();
        });
      const enter = async (rowId: string, inField: string, entry: string | number) => {
        const { place, ids } = await tableContents(binding);
        const column = binding.columns.find((each) => each.field === inField);
        const at = {
          sheetId: office.grid.activeSheet(),
          row: place.firstRow + ids.indexOf(rowId),
          column: place.firstColumn + (place.positions.get(column?.columnId ?? -1) ?? -1),
          rowCount: 1,
          columnCount: 1,
        };
        office.grid.asPerson(() => office.grid.write(at, [[entry]], "formulas"));
      };

      const refreshAndCheck = async () => {
        const before = sheetCells(office);
        await refreshLinkedTable(await currentBinding(binding.id), aSheet(server));
        const after = sheetCells(office);
        const place = await findTable(binding);
        if (!place) throw new Error("The table is gone.");
        const fieldAt = new Map(binding.columns.map((each) => [place.positions.get(each.columnId), each.field]));
        const { ids } = await tableContents(binding);
        const versionPosition = place.positions.get(binding.versionColumnId);
        expect(after.length).toBe(before.length);
        for (const [row, cells] of after.entries()) {
          for (const [position, cell] of cells.entries()) {
            const id = ids[row - place.firstRow] ?? "";
            const key = `${id} ${fieldAt.get(position) ?? ""}`;
            const mayChange =
              id !== "" &&
              (position === versionPosition || (fieldAt.has(position) && !edits.has(key) && !formulas.has(key)));
            if (!mayChange) expect([key, cell]).toEqual([key, before[row]?.[position]]);
          }
        }
        const changes = await tableChanges(binding);
        const sent = inputForPreview(binding, changes, false, "Book");
        const found = (sent?.rows ?? []).flatMap(({ id, cells }) =>
          cells.map((cell): [string, unknown] => [`${id} ${cell.field}`, cell.value]),
        );
        expect(new Map(found)).toEqual(edits);
        expect(found).toHaveLength(edits.size);
        expect((sent?.inserts ?? []).flatMap(({ cells }) => cells.map(({ value }) => value)).sort()).toEqual(
          [...newTitles].sort(),
        );
        for (const { id, values } of server) {
          const shown = ids.indexOf(id);
          const titleAt =
            place.positions.get(binding.columns.find((each) => each.field === "title")?.columnId ?? -1) ?? -1;
          if (edits.has(`${id} title`) || formulas.has(`${id} title`)) continue;
          expect(after[place.firstRow + shown]?.[titleAt]).toBe(values[1]);
        }
      };

      for (const each of steps) {
        unique += 1;
        switch (each.act) {
          case "sort":
            await onTable((table) => table.sort.apply([{ key: each.key, ascending: each.ascending }]));
            break;
          case "rename": {
            const from = headings.get(each.field) ?? "";
            headings.set(each.field, `Renamed ${unique}`);
            await onTable((table) => void (table.columns.getItem(from).name = `Renamed ${unique}`));
            break;
          }
          case "hide":
            await onTable(
              (table) => void (table.columns.getItem(headings.get(each.field) ?? "").getRange().columnHidden = true),
            );
            break;
          case "hideRow": {
            const { place } = await tableContents(binding);
            office.grid.setRowsHidden(office.grid.activeSheet(), place.firstRow + each.rowIndex, 1, true);
            break;
          }
          case "filter":
            await onTable((table) =>
              table.columns.getItem(headings.get(each.field) ?? "").filter.applyValuesFilter(["Contract c", "LOCAL"]),
            );
            break;
          case "newRow": {
            const { place } = await tableContents(binding);
            const titleAt = place.positions.get(
              binding.columns.find((column) => column.field === "title")?.columnId ?? -1,
            );
            newTitles.push(`new ${unique}`);
            const cells = Array.from({ length: place.columnCount }, (_, index) =>
              index === titleAt ? `new ${unique}` : "",
            );
            await onTable((table) => void table.rows.add(each.at, [cells]));
            break;
          }
          case "rowsAbove": {
            const area = { sheetId: office.grid.activeSheet(), row: 0, column: 0, rowCount: 1, columnCount: 16_384 };
            office.grid.asPerson(() => office.grid.insertCells(area, "Down"));
            break;
          }
          case "paste": {
            // A block of two columns from the title on, over as many rows of Sevenfold's as follow each other, at most two.
            const { place, ids } = await tableContents(binding);
            const first = ids.indexOf(`c${each.rowIndex}`);
            const below = ids.slice(first, first + (ids[first + 1] ? 2 : 1));
            const fields = new Map(
              binding.columns.map((column) => [place.positions.get(column.columnId) ?? -1, column] as const),
            );
            const title = binding.columns.find((column) => column.field === "title");
            const left = place.positions.get(title?.columnId ?? -1) ?? -1;
            const block = below.map((id, row) => [0, 1].map((column) => `pasted ${unique} ${id} ${row} ${column}`));
            const area = {
              ...{ sheetId: office.grid.activeSheet(), row: place.firstRow + first, column: place.firstColumn + left },
              ...{ rowCount: below.length, columnCount: 2 },
            };
            office.grid.asPerson(() => office.grid.write(area, block, "formulas"));
            for (const [row, id] of below.entries()) {
              for (const column of [0, 1]) {
                const pasted = fields.get(left + column);
                if (!pasted?.editable) continue;
                edits.set(`${id} ${pasted.field}`, block[row]?.[column] ?? "");
                formulas.delete(`${id} ${pasted.field}`);
              }
            }
            break;
          }
          case "ownColumn": {
            const { place } = await tableContents(binding);
            const cells = Array.from({ length: place.rowCount }, (_, index) => [
              index % 2 ? `=${unique}+${index}` : `own ${unique} ${index}`,
            ]);
            await onTable((table) => void table.columns.add(each.at, [[`Own ${unique}`], ...cells]));
            break;
          }
          case "edit": {
            const key = `c${each.rowIndex} ${each.field}`;
            await enter(`c${each.rowIndex}`, each.field, `typed ${unique}`);
            edits.set(key, `typed ${unique}`);
            formulas.delete(key);
            break;
          }
          case "formula": {
            const key = `c${each.rowIndex} ${each.field}`;
            await enter(`c${each.rowIndex}`, each.field, `=${unique}*1000`);
            formulas.add(key);
            edits.delete(key);
            break;
          }
          case "elsewhere": {
            const value =
              each.field === "endsOn"
                ? `20${30 + unique}-01-31`
                : each.field === "value"
                  ? `${unique}.50`
                  : `theirs x${unique}`;
            server = changedElsewhere(server, `c${each.rowIndex}`, each.field, value);
            break;
          }
          case "refresh":
            await refreshAndCheck();
            break;
        }
      }
      await refreshAndCheck();
      office.close();
    }),
    { numRuns: 40, seed: 7 },
  );
});
