import fc from "fast-check";
import { linkedCells, type Figure } from "../../../addin/workbook/bindings.js";
import { linkedCellChanges } from "../../../addin/workbook/cellChanges.js";
import { usualStyle } from "../../../addin/workbook/columnStyle.js";
import {
  linkedCellPlaces,
  linkSelectedCell,
  refreshLinkedCells,
  type FigureAnswer,
} from "../../../addin/workbook/linkedCell.js";
import { aWorkbook, sheetCells } from "./workbookUnderTest.js";

const NOW = "2026-11-22T09:00:00Z";
/** Four linked cells of a report, two of them of one row. */
const CELLS = ["B4", "D4", "B7", "F9"] as const;
const ROW_OF = [0, 0, 1, 2] as const;

const which = fc.nat(CELLS.length - 1);
const step = fc.oneof(
  fc.record({ act: fc.constant("type" as const), which }),
  fc.record({ act: fc.constant("typeBack" as const), which }),
  fc.record({ act: fc.constant("formula" as const), which }),
  fc.record({ act: fc.constant("elsewhere" as const), which }),
  fc.record({
    act: fc.constant("insert" as const),
    along: fc.constantFrom("1:1" as const, "A:A" as const, "5:6" as const),
  }),
  fc.record({ act: fc.constant("refresh" as const) }),
);

/** A field on the server, and in the sheet. */
interface Field {
  value: string;
  version: number;
  /** What the sheet was given last; an edit is judged by it. */
  base: { value: string; version: number };
  typed: string | null;
  isFormula: boolean;
}

test("linked cells: a refresh alters no other cell, never an edit or a formula, and then publish would send exactly the edits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const office = await aWorkbook();
      const { grid } = office;
      grid.enter("Sheet1!A1", [["My report", "=1+1", "a note"]]);
      grid.enter("Sheet1!C7", "mine");
      const versions = [1, 4, 2];
      const fields: Field[] = CELLS.map((_, index) => {
        const value = `was ${index}`;
        const version = versions[ROW_OF[index] ?? 0] ?? 0;
        return { value, version, base: { value, version }, typed: null, isFormula: false };
      });
      const answerOf = (index: number): FigureAnswer => {
        const version = versions[ROW_OF[index] ?? 0] ?? 0;
        const row = { id: `c${ROW_OF[index]}`, version, editable: true };
        return { value: fields[index]?.value ?? null, problem: null, row };
      };
      for (const [index, address] of CELLS.entries()) {
        const figure: Figure = {
          ...{ kind: "FIELD", dataset: "CONTRACTS", reference: `C-${ROW_OF[index]}`, field: `f${index}`, asAt: null },
        };
        const order = {
          figure,
          label: `F${index}`,
          type: "TEXT",
          unit: null,
          style: usualStyle("TEXT"),
          asAt: null,
        } as const;
        grid.select(grid.areaAt(`Sheet1!${address}`));
        await linkSelectedCell(order, answerOf(index), NOW);
      }
      const ids = (await linkedCells()).map(({ id }) => id);
      const placeOf = async (index: number) =>
        (await linkedCellPlaces()).find(({ link }) => link.id === ids[index])?.address ?? "";

      const refreshAndCheck = async () => {
        const before = sheetCells(office);
        await refreshLinkedCells(new Map(ids.map((id, index) => [id, answerOf(index)])), NOW);
        for (const [index, field] of fields.entries()) {
          const version = versions[ROW_OF[index] ?? 0] ?? 0;
          const isKept = field.typed !== null && !field.isFormula;
          // What was typed over stays known while the figure under it has moved on.
          if (!isKept || field.base.value === field.value) field.base = { value: field.value, version };
          if (field.typed === field.value && !field.isFormula) field.typed = null;
        }
        const after = sheetCells(office);
        const own = new Map<string, number>();
        for (const index of CELLS.keys()) {
          const { row, column } = grid.areaAt(await placeOf(index));
          own.set(`${row} ${column}`, index);
        }
        for (const [row, cells] of after.entries()) {
          for (const [column, cell] of cells.entries()) {
            const index = own.get(`${row} ${column}`);
            const field = index === undefined ? undefined : fields[index];
            const expected = field && field.typed === null ? field.value : before[row]?.[column];
            expect([row, column, cell]).toEqual([row, column, expected]);
          }
        }
        const found = (await linkedCellChanges()).flatMap(({ changes }) => {
          expect(changes.problems).toEqual([]);
          return changes.rows.flatMap(({ id, version, cells }) =>
            cells.filter(({ isFormula }) => !isFormula).map(({ field, value }) => [id, version, field, value]),
          );
        });
        const edits = fields.flatMap((field, index) =>
          field.typed !== null && !field.isFormula ? [{ field, index }] : [],
        );
        const expected = edits.map(({ field, index }) => {
          const row = ROW_OF[index];
          const ofRow = fields.filter((each, at) => ROW_OF[at] === row && each.typed !== null);
          return [`c${row}`, Math.min(...ofRow.map((each) => each.base.version)), `f${index}`, field.typed];
        });
        expect(found.sort()).toEqual(expected.sort());
      };

      let unique = 0;
      for (const each of steps) {
        unique += 1;
        if (each.act === "refresh") await refreshAndCheck();
        else if (each.act === "insert") {
          await Excel.run(async (context) => {
            const range = context.workbook.worksheets.getItem("Sheet1").getRange(each.along);
            range.insert(each.along === "A:A" ? "Right" : "Down");
            await context.sync();
          });
        } else {
          const field = fields[each.which]!;
          const row = ROW_OF[each.which] ?? 0;
          if (each.act === "elsewhere") {
            field.value = `theirs x${unique}`;
            versions[row] = (versions[row] ?? 0) + 1;
            continue;
          }
          const address = await placeOf(each.which);
          if (each.act === "type") {
            field.typed = `typed ${unique}`;
            grid.enter(address, field.typed);
          } else if (each.act === "formula") {
            field.typed = `formula ${unique}`;
            grid.enter(address, `="formula "&${unique}`);
          } else {
            grid.enter(address, field.base.value);
            field.typed = null;
          }
          field.isFormula = each.act === "formula";
        }
      }
      await refreshAndCheck();
      office.close();
    }),
    { numRuns: 30, seed: 7 },
  );
});
